"""The board in one line: how many rows need somebody, and how many callers wait. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ivr.wallboard.shown.row import Row
from ivr.wallboard.shown.status import Status

NEEDING = (Status.STALE, Status.UNSTAFFED, Status.ACTION, Status.ATTENTION)


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over rows. Each task queue counts once, however many lines lead to it.

    Agents are not added up: one who serves two task queues is in the figures of both.
    """

    rows: int
    needing: int
    """Rows that are too old, unstaffed, or at a threshold."""
    muted: int
    waiting: int
    longest_waiting_seconds: int
    answered: int
    hung_up: int


def summary(rows: Iterable[Row]) -> Summary:
    """Return the sums over these rows. Figures that are too old are left out."""
    listed = list(rows)
    waits = {each.wait.queue_sid: each.wait for each in listed if each.wait is not None and each.is_current}
    return Summary(
        rows=len(listed),
        needing=sum(each.status in NEEDING for each in listed),
        muted=sum(each.is_muted for each in listed),
        waiting=sum(wait.pending for wait in waits.values()),
        longest_waiting_seconds=max((wait.longest_waiting_seconds for wait in waits.values()), default=0),
        answered=sum(wait.answered for wait in waits.values()),
        hung_up=round(sum(wait.evidence.get("abandoned", 0) for wait in waits.values())),
    )
