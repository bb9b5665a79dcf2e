"""What all polls share: the table, the clock, and the settings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from waittimes.settings.config import Line
from waittimes.settings.polling import Polling
from waittimes.table import Table


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often things are done."""

    workspace_seconds: float = 600.0
    """A workspace is read again after this time, or when the list of statistics disagrees with it."""
    interim_seconds: float = 20.0
    """Complete pages are written before the end of a reading that takes longer than this."""


@dataclass(frozen=True, slots=True)
class PollSetup:
    """Where waits are written, what time it is, and how polls are made."""

    table: Table
    clock: Callable[[], float]
    """The time in epoch seconds."""
    limits: Polling = field(default_factory=Polling)
    intervals: Intervals = field(default_factory=Intervals)
    lines: tuple[Line, ...] = ()
    """The lines from whose promises the estimator learns, and whose callbacks are carried out."""
    public_url: str = ""
    """Where Twilio reaches the phone; without it nobody is called."""
    stores_state: bool = False
    """Whether what the estimator has learned is stored in the table; otherwise it stays in this process."""
