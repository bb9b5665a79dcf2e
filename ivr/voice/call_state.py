"""The state of one call: what was announced and has been said since. It travels in the path of the call's webhooks.

Nothing is stored. The path segment is the format's number, then the fields of CallState as hexadecimal numbers in
their order, `x` for None, the flags last.
"""

import re
from dataclasses import dataclass
from typing import Any

FORMAT = "3"
NUMBERS = (
    "estimate_seconds",
    "low_seconds",
    "high_seconds",
    "history_seconds",
    "upper_minutes",
    "last_minutes",
    "last_word_seconds",
    "position",
)
"""The fields that are written between `announced_at` and the flags."""
PATTERN = re.compile(FORMAT + "-([0-9a-f]{1,10})" + "-([0-9a-f]{1,5}|x)" * len(NUMBERS) + "-([0-3])")
_MOST = 0xFFFFF
"""The largest number that is written, so that 64 characters are enough: as seconds twelve days."""
_OVERDUE, _RETRY = 1, 2


@dataclass(frozen=True, slots=True)
class CallState:
    """What the caller was told, and when. The default stands for nothing."""

    announced_at: int = 0
    """When the wait was announced, in whole seconds since the epoch; 0 for never."""
    estimate_seconds: int | None = None
    """The estimate behind the number that was announced; None where it was no number, or a band."""
    low_seconds: int | None = None
    """The low end of the estimate's range."""
    high_seconds: int | None = None
    """The high end of the estimate's range."""
    history_seconds: int | None = None
    """The mean wait of the calls answered before: what others would have announced."""
    upper_minutes: int | None = None
    """The upper figure that was announced."""
    last_minutes: int | None = None
    """The last figure that was spoken, on arrival or on hold."""
    last_word_seconds: int | None = None
    """How long the caller had waited when the last word on hold was spoken."""
    position: int | None = None
    """The last place in line that was spoken."""
    is_overdue: bool = False
    """Whether the caller was told that it takes longer than announced."""
    is_retry: bool = False
    """Whether this is the second attempt, without our hold loop."""


NOTHING_PROMISED = CallState()


def write(state: CallState) -> str:
    """Return the state as a path segment of [0-9a-z-]{1,64}."""
    flags = _OVERDUE * state.is_overdue + _RETRY * state.is_retry
    parts = [_digits(getattr(state, name)) for name in NUMBERS]
    return "-".join([FORMAT, f"{state.announced_at:x}", *parts, str(flags)])


def read(segment: str) -> CallState:
    """Return the state that `write` wrote; NOTHING_PROMISED for any other text."""
    match = PATTERN.fullmatch(segment)
    if not match:
        return NOTHING_PROMISED
    announced_at, *parts, flags = match.groups()
    numbers: dict[str, Any] = {name: _number(part) for name, part in zip(NUMBERS, parts, strict=True)}
    return CallState(
        announced_at=int(announced_at, 16),
        is_overdue=bool(int(flags) & _OVERDUE),
        is_retry=bool(int(flags) & _RETRY),
        **numbers,
    )


def _digits(number: int | None) -> str:
    return "x" if number is None else f"{min(number, _MOST):x}"


def _number(digits: str) -> int | None:
    return None if digits == "x" else int(digits, 16)
