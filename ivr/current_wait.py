"""A wait as it is known at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from ivr.announcing.announce import NOTHING, Announcement
from waittimes.wait import Wait

if TYPE_CHECKING:
    from waittimes.opening_hours import Moment

NO_CALL: Mapping[str, str] = MappingProxyType({})
"""The webhook's fields where there is no call."""


@dataclass(frozen=True, slots=True)
class CurrentWait:
    """A wait as it is known at one moment, and what may be announced of it."""

    now: float
    """The moment, in seconds since the epoch."""
    wait: Wait | None = None
    """The record; None if there is none, or if it cannot be read."""
    announcement: Announcement = NOTHING
    queues: tuple[str, ...] = ()
    """The names of the task queues that the caller may reach."""
    is_certain: bool = True
    """Whether the caller can go only one way."""
    opening: "Moment | None" = None
    """What the opening hours say at this moment; None for a line without them."""

    @property
    def is_closed(self) -> bool:
        """Whether the line is outside its opening hours."""
        return self.opening is not None and not self.opening.is_open

    @property
    def age_seconds(self) -> int | None:
        """The age of the record in whole seconds; None without a record."""
        return None if self.wait is None else round(self.wait.age_seconds(self.now))
