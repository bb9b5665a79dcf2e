"""The third truth value: what Twilio does not document is neither true nor false."""

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


def every(truths: list[Truth]) -> Truth:
    """Return the conjunction: False where one is False, else the first Doubt, else True."""
    if any(truth is False for truth in truths):
        return False
    return next((truth for truth in truths if truth is not True), True)


def some(truths: list[Truth]) -> Truth:
    """Return the disjunction: True where one is True, else the first Doubt, else False."""
    if any(truth is True for truth in truths):
        return True
    return next((truth for truth in truths if truth is not False), False)
