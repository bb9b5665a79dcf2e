"""Why the wait is as it is, in sentences: what `python -m ops explain` derives, as far as the record holds it. Pure."""

from collections.abc import Iterator

from ivr.wallboard.shown.durations import clock_time
from waittimes.wait import Basis, Estimate, Wait

SELDOM_SHARE = 0.005
"""Below one caller in two hundred, no ratio is said."""
OFTEN_SHARE = 1 / 3
"""From this share on, "1 in 3" and "1 in 2" would be too coarse."""


def reasons(wait: Wait, estimate: Estimate) -> Iterator[str]:
    """Yield the sentences that explain the estimate."""
    if wait.basis is Basis.LINE:
        yield from _of_the_line(wait, estimate)
    elif wait.basis is Basis.HISTORY:
        yield (
            "It is not known who waits, so the estimate is the mean wait of the "
            f"{counted(wait.answered, 'call')} answered in the last {_window(wait)}."
        )
    elif wait.basis is Basis.AGENT_FREE:
        yield f"Nobody waits, and {counted(wait.agents_free, 'agent')} {_is(wait.agents_free)} free."
    elif wait.basis is Basis.UNSTAFFED:
        yield "Every agent of this task queue is away or offline."
    else:
        yield f"No call was answered in the last {_window(wait)}, so there is nothing from which to estimate."
    if "history" in wait.evidence:
        yield (
            f"The calls answered in the last {_window(wait)} had waited {clock_time(wait.evidence['history'])} on"
            " average. Most contact centres would announce this (AVG15)."
        )


def hanging_up(share: float) -> str:
    """Return how many of the callers in line hang up, such as "1 in 9 hangs up"."""
    if share < SELDOM_SHARE:
        return "hardly anybody hangs up"
    if share < OFTEN_SHARE:
        return f"1 in {round(1 / share)} hangs up"
    return f"{round(min(share, 1) * 10)} in 10 hang up"


def counted(number: int, thing: str) -> str:
    """Return a number of things in words that agree: "1 call", "2 calls"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _of_the_line(wait: Wait, estimate: Estimate) -> Iterator[str]:
    known = wait.evidence
    if "ahead" in known:
        ahead = round(known["ahead"])
        yield (
            f"{counted(ahead, 'caller')} {_is(ahead)} ahead of somebody who calls now."
            if ahead
            else ("Nobody is ahead of somebody who calls now, but no agent is free.")
        )
    if "per_minute" in known and "agents" in known:
        yield f"{known['agents']:g} agents in service take {known['per_minute']:.1f} calls a minute."
    if "hangs_up" in known and known.get("ahead"):
        yield f"Before their turn, {hanging_up(known['hangs_up'])}."
    if estimate.low_seconds is not None and estimate.high_seconds is not None:
        ends = f"{clock_time(estimate.low_seconds)} and {clock_time(estimate.high_seconds)}"
        yield f"That makes {clock_time(estimate.seconds)}. Four callers in five should wait between {ends}."


def _window(wait: Wait) -> str:
    return f"{wait.window_seconds // 60} minutes"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
