"""The reasons for an estimate, in one sentence."""

from collections.abc import Iterator

from ops.layout import NOTHING, clock_time
from waittimes.wait import Basis, Wait

SELDOM_SHARE = 0.005
"""Below one caller in two hundred, no ratio is printed."""
OFTEN_SHARE = 1 / 3
"""From this share on, "1 in 3" and "1 in 2" would be too coarse."""


def why(wait: Wait) -> str:
    """Return the few numbers behind the estimate in words, a dash if there are none."""
    if wait.basis is Basis.LINE:
        return ", ".join(_of_the_line(wait)) or NOTHING
    if wait.basis is Basis.HISTORY:
        return _of_history(wait)
    return NOTHING


def _of_the_line(wait: Wait) -> Iterator[str]:
    if "ahead" in wait.evidence:
        yield f"{wait.evidence['ahead']:.0f} ahead"
    if "per_minute" in wait.evidence:
        yield f"{wait.evidence['per_minute']:.1f} answered a minute"
    if "hangs_up" in wait.evidence:
        yield _hanging_up(wait.evidence["hangs_up"])


def _hanging_up(share: float) -> str:
    if share < SELDOM_SHARE:
        return "hardly anybody hangs up"
    if share < OFTEN_SHARE:
        return f"1 in {round(1 / share)} hangs up"
    return f"{round(min(share, 1) * 10)} in 10 hang up"


def _of_history(wait: Wait) -> str:
    answered = f"{wait.answered} answered within {wait.window_seconds // 60} minutes"
    if "history" not in wait.evidence:
        return answered
    return f"{answered} waited {clock_time(wait.evidence['history'])} on average"
