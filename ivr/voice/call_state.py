"""The state of one call: what was announced and what was said since. It travels in the path of the call's webhooks.

Nothing is stored. The path segment is the number of the format, `announced_at`, the fields of NUMBERS in their order
and the flags, all hexadecimal and joined by hyphens; `x` stands for None. Format 3, which ends with `position`, is
still read, because calls wait in the queue while a new version is deployed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NUMBERS: Final[Mapping[str, int]] = {
    "estimate_seconds": 4,
    "low_seconds": 4,
    "high_seconds": 4,
    "history_seconds": 4,
    "upper_minutes": 2,
    "last_minutes": 2,
    "last_word_seconds": 4,
    "position": 3,
    "revised_minutes": 2,
    "revised_seconds": 4,
    "times_on_hold": 2,
}
"""The fields between `announced_at` and the flags, and how many digits each may have. 64 characters hold them all.

A call lasts at most four hours (Twilio docs, Call resource), for which four digits of seconds suffice.
"""
FORMAT: Final = "4"
PATTERN: Final = re.compile(
    f"{FORMAT}-([0-9a-f]{{1,10}})"
    + "".join(f"-([0-9a-f]{{1,{most}}}|x)" for most in NUMBERS.values())
    + "-([0-3]?[0-9a-f])"
)
PATTERN_3: Final = re.compile("3-([0-9a-f]{1,10})" + "-([0-9a-f]{1,5}|x)" * 8 + "-([0-3])")
_OVERDUE, _RETRY, _SHORTLY, _CALLBACK_OFFERED, _WORDS_UNTIL_OFFER = 1, 2, 4, 8, 16
MOST_WORDS_UNTIL_OFFER: Final = 3


@dataclass(frozen=True, slots=True)
class CallState:
    """What the caller was told, and when. With the defaults, nothing was announced."""

    announced_at: int = 0
    """When the wait was announced, in whole seconds since the epoch; 0 for never."""
    estimate_seconds: int | None = None
    """The estimate behind the announced number; None if a band or no number was announced."""
    low_seconds: int | None = None
    """The low end of the estimate's range."""
    high_seconds: int | None = None
    """The high end of the estimate's range."""
    history_seconds: int | None = None
    """The mean wait of the calls answered before (AVG15), to compare the estimate with."""
    upper_minutes: int | None = None
    """The upper figure that was announced."""
    last_minutes: int | None = None
    """The last figure that was spoken, on arrival or on hold."""
    last_word_seconds: int | None = None
    """How long the caller had waited when the last word on hold was spoken."""
    position: int | None = None
    """The last place in line that was spoken."""
    revised_minutes: int | None = None
    """The upper figure of a shorter promise that was made on hold; None while the announcement holds."""
    revised_seconds: int | None = None
    """How long the caller had waited when that promise was made."""
    times_on_hold: int | None = None
    """How many announcements the caller has heard on hold; None for none."""
    is_overdue: bool = False
    """Whether the caller was told that it takes longer than announced."""
    is_retry: bool = False
    """Whether this is the second attempt, without our hold loop."""
    is_shortly: bool = False
    """Whether the caller was told that somebody answers shortly."""
    is_callback_offered: bool = False
    """Whether the caller was offered a callback, and the wait has not become short since."""
    words_until_offer: int = 0
    """How many announcements on hold must be made before a callback is offered again; at most 3."""

    @property
    def promised_minutes(self) -> int | None:
        """The upper figure of the promise that holds now; None where nothing was promised."""
        return self.upper_minutes if self.revised_minutes is None else self.revised_minutes

    @property
    def due_seconds(self) -> int | None:
        """The wait in all, from joining the queue, at which that promise is broken; None without a promise."""
        minutes = self.promised_minutes
        return None if minutes is None else (self.revised_seconds or 0) + minutes * 60


NOTHING_PROMISED = CallState()


def write(state: CallState) -> str:
    """Return the state as a path segment of [0-9a-z-]{1,64}."""
    flags = _OVERDUE * state.is_overdue + _RETRY * state.is_retry + _SHORTLY * state.is_shortly
    flags += _CALLBACK_OFFERED * state.is_callback_offered
    flags += _WORDS_UNTIL_OFFER * min(state.words_until_offer, MOST_WORDS_UNTIL_OFFER)
    parts = [_digits(getattr(state, name), most) for name, most in NUMBERS.items()]
    return "-".join([FORMAT, f"{state.announced_at:x}", *parts, f"{flags:x}"])


def read(segment: str) -> CallState:
    """Return the state that `write` wrote; NOTHING_PROMISED for any other text."""
    match = PATTERN.fullmatch(segment) or PATTERN_3.fullmatch(segment)
    if not match:
        return NOTHING_PROMISED
    announced_at, *parts, digits = match.groups()
    flags = int(digits, 16)
    # Format 3 lacks the last names.
    numbers: dict[str, Any] = {name: _number(part) for name, part in zip(NUMBERS, parts, strict=False)}
    return CallState(
        announced_at=int(announced_at, 16),
        is_overdue=bool(flags & _OVERDUE),
        is_retry=bool(flags & _RETRY),
        is_shortly=bool(flags & _SHORTLY),
        is_callback_offered=bool(flags & _CALLBACK_OFFERED),
        words_until_offer=flags // _WORDS_UNTIL_OFFER & MOST_WORDS_UNTIL_OFFER,
        **numbers,
    )


def _digits(number: int | None, most: int) -> str:
    """Return the number in hexadecimal digits, or the greatest that `most` digits can hold."""
    return "x" if number is None else f"{min(number, 16**most - 1):x}"


def _number(digits: str) -> int | None:
    return None if digits == "x" else int(digits, 16)
