"""Durations as the wallboard writes them."""

NOTHING = "–"
"""Shown in place of a figure that is not known."""
SECONDS_A_MINUTE, SECONDS_AN_HOUR = 60, 3600


def clock_time(seconds: float | None) -> str:
    """Return a duration as minutes and whole seconds, "2:30", or as hours from 60 minutes on, "1:05:00"."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), SECONDS_A_MINUTE)
    hours, minutes_over = divmod(minutes, SECONDS_A_MINUTE)
    return f"{hours}:{minutes_over:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def signed_time(seconds: float | None) -> str:
    """Return a difference as minutes and whole seconds with its sign, "+0:14" or "−0:32"."""
    if seconds is None:
        return NOTHING
    return f"{'−' if round(seconds) < 0 else '+'}{clock_time(abs(seconds))}"


def spelled(seconds: float) -> str:
    """Return a duration in units, as a sentence has it: "45 s", "2 min 30 s", "3 h 5 min"."""
    whole = max(0, round(seconds))
    if whole < SECONDS_A_MINUTE:
        return f"{whole} s"
    if whole < SECONDS_AN_HOUR:
        minutes, rest = divmod(whole, SECONDS_A_MINUTE)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(whole, SECONDS_AN_HOUR)
    return f"{hours} h {rest // SECONDS_A_MINUTE} min"


def share(part: float | None) -> str:
    """Return a share of a whole in per cent."""
    return NOTHING if part is None else f"{100 * part:.0f} %"
