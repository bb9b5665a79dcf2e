"""Moments as the wallboard writes them."""

from datetime import UTC, datetime, tzinfo


def instant(moment: float | None) -> str | None:
    """Return a moment, in seconds since the epoch, as ISO 8601 in UTC; None for None."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def day(moment: float) -> str:
    """Return the date in UTC, as ISO 8601."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"


def short(moment: float, *, now: float, zone: tzinfo) -> str:
    """Return the time of day in the zone, with its date unless that is the date of `now`."""
    local, today = datetime.fromtimestamp(moment, zone), datetime.fromtimestamp(now, zone).date()
    time = f"{local:%H:%M}{' UTC' if zone is UTC else ''}"
    return time if local.date() == today else f"{local:%d %b}, {time}"
