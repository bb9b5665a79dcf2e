"""What every step needs that does something at Twilio for a line: Twilio, the time, and the line's metrics."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from poller.taskrouter.actions import Actions
from waittimes import metrics
from waittimes.deadline import Deadline
from waittimes.settings.config import Line

ACT_SECONDS: Final = 15.0
"""A change at Twilio that was noted in advance is asked for within this time, or not at all."""
SETTLED_SECONDS: Final = 50.0
"""This long after it was noted, what was asked for has either happened or never will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDesk:
    """One line during one reading."""

    line: Line
    connect: Callable[[Deadline], Actions]
    deadline: Deadline
    clock: Callable[[], float]
    """The time in seconds since the epoch."""

    @property
    def now(self) -> float:
        """The time in seconds since the epoch."""
        return self.clock()

    @property
    def workspace_sid(self) -> str:
        """The workspace of the line."""
        return self.line.workspace_sid

    def ask(self) -> Actions:
        """Return Twilio, to ask it something."""
        return self.connect(self.deadline)

    def act(self) -> Actions:
        """Return Twilio, to do what has just been noted in the table."""
        soon = min(self.deadline.ends_at, self.deadline.clock() + ACT_SECONDS)
        return self.connect(replace(self.deadline, ends_at=soon))

    def emit(self, values: metrics.Values) -> None:
        """Emit metrics of the line."""
        metrics.emit_of_line(self.line, values)
