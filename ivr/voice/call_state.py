"""The state of one call, carried in the path of its webhooks: what was promised, and said since. Nothing is stored.

Written as the format's number and ten hexadecimal numbers, `x` for none, in the order of the fields of Promise.
"""

import re
from dataclasses import dataclass
from operator import attrgetter

FORMAT = "3"
PATTERN = re.compile(FORMAT + "-([0-9a-f]{1,10})" + "-([0-9a-f]{1,5}|x)" * 8 + "-([0-3])")
_MOST = 0xFFFFF
"""Twelve days in seconds, beyond any wait that is worth telling: so the promise fits into 64 characters."""
_OVERDUE, _RETRY = 1, 2


@dataclass(frozen=True, slots=True)
class CallState:
    """What the caller was told. The default stands for nothing."""

    told_at: int = 0
    """When, in whole seconds since the epoch."""
    estimate_seconds: int | None = None
    """The estimate behind the number that was said, and the range it came with; None for a band."""
    low_seconds: int | None = None
    high_seconds: int | None = None
    history_seconds: int | None = None
    """What the mean wait of the calls answered in the window would have promised instead."""
    upper_minutes: int | None = None
    """The upper figure that was spoken."""
    said_minutes: int | None = None
    """The last remaining figure that was spoken."""
    word_seconds: int | None = None
    """How long the caller had waited when the last word was spoken."""
    position: int | None = None
    """The last place in line that was spoken."""
    is_overdue: bool = False
    """Whether it was admitted that the promise has passed."""
    is_retry: bool = False
    """Whether this is the second attempt, without our hold loop."""


NOTHING_PROMISED = CallState()


def write(promise: CallState) -> str:
    """Return the promise as a path segment of [0-9a-z-]{1,64}."""
    flags = _OVERDUE * promise.is_overdue + _RETRY * promise.is_retry
    parts = ("x" if number is None else f"{min(number, _MOST):x}" for number in _numbers(promise))
    return "-".join([FORMAT, f"{promise.told_at:x}", *parts, str(flags)])


def read(text: str) -> CallState:
    """Return the promise that was written; what cannot be read means that nothing was promised."""
    match = PATTERN.fullmatch(text)
    if not match:
        return NOTHING_PROMISED
    told_at, *parts, flags = match.groups()
    numbers = (None if part == "x" else int(part, 16) for part in parts)
    estimate, low, high, history, upper, said, word, position = numbers
    return CallState(
        told_at=int(told_at, 16),
        estimate_seconds=estimate,
        low_seconds=low,
        high_seconds=high,
        history_seconds=history,
        upper_minutes=upper,
        said_minutes=said,
        word_seconds=word,
        position=position,
        is_overdue=bool(int(flags) & _OVERDUE),
        is_retry=bool(int(flags) & _RETRY),
    )


_numbers = attrgetter(
    "estimate_seconds",
    "low_seconds",
    "high_seconds",
    "history_seconds",
    "upper_minutes",
    "said_minutes",
    "word_seconds",
    "position",
)
