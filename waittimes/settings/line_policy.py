"""How a line talks with its callers: what may be promised, what they hear while they hold, where they go instead."""

from dataclasses import dataclass

MOST_MINUTES = 240
"""The longest wait a sentence may name: the plural forms of the languages are known up to here."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a line allows to be said."""

    fresh_seconds: int = 180
    """Up to this age a number may be spoken."""
    ageing_seconds: int = 600
    """Up to this age a band may be spoken; after it, nothing."""
    floor_minutes: int = 1
    """At or below this only "less than" is spoken."""
    ceiling_minutes: int = 45
    """Above this only "more than" is spoken."""
    band_minutes: tuple[int, ...] = (5, 10, 20, 45)
    """The edges of the bands, rising; the first band begins at nothing, the last one never ends."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What callers of a line hear while they wait."""

    music: str = ""
    """The address of a recording; "" for the loop that is shipped."""
    hold_first_seconds: int = 45
    """How long after joining the first word is spoken, at the earliest."""
    hold_every_seconds: int = 90
    """How long after a word the next one is spoken, at the earliest."""
    is_fifo: bool = False
    """Whether the line's workflow fills one task queue, first come first served: then a place in line is true."""
    position_limit: int = 10
    """The last place in line that is announced."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What becomes of callers of a line who leave its queue."""

    overflow: str = ""
    """Who cannot be queued is put through to this number or redirected to this address; "" for a spoken goodbye."""
    redirected_is_answered: bool = False
    """Whether a call that was redirected out of the queue was answered, as with Flex."""
