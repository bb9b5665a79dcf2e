"""The third truth value: what Twilio does not document is neither true nor false."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeAlias


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why something is unknown. It is neither true nor false, so compare a truth with `is True` and `is False`."""

    reason: str
    position: int | None = None
    """Where in the expression, in characters from 0; None if the reason is outside the expression."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a doubt is neither true nor false; compare with `is True` or `is False`")

    def __str__(self) -> str:
        return self.reason if self.position is None else f"{self.reason} (character {self.position + 1})"


Truth: TypeAlias = bool | Doubt
"""The values of Kleene's three-valued logic."""


def every(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction: False where one is False, else the first Doubt, else True. Stops at the first False."""
    return _joined(truths, decisive=False)


def some(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction: True where one is True, else the first Doubt, else False. Stops at the first True."""
    return _joined(truths, decisive=True)


def _joined(truths: Iterable[Truth], *, decisive: bool) -> Truth:
    found: Truth = not decisive
    for truth in truths:
        if truth is decisive:
            return decisive
        if not isinstance(found, Doubt):
            found = truth
    return found
