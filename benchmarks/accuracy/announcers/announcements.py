"""What one way of telling waits has told whom: its records, and the callers who read them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.accuracy.scores.score import AnsweredAtOnce, Outcome
from ivr.announcing.announce import Announcement, State, announce, estimate_for
from poller.estimation.statistics import Measured
from simulator.centre.task import Task
from waittimes.settings.line_policy import Policy
from waittimes.wait import NO_ESTIMATE, Estimate, Wait

LATENCY_SECONDS = 2.0
"""From asking TaskRouter until the phone can read what came of it."""
POLICY = Policy()


class Announcer(Protocol):
    """A way of telling waits."""

    def waits(self, measured: Mapping[str, Measured]) -> Mapping[str, Wait]:
        """Return each queue's record from the statistics of one poll."""


@dataclass(slots=True)
class Announcements:
    """What one way of telling waits has put up, and since when it could be read."""

    announcer: Announcer
    _since: dict[str, list[float]] = field(default_factory=dict)
    _waits: dict[str, list[Wait]] = field(default_factory=dict)

    def update(self, measured: Mapping[str, Measured]) -> None:
        """Let the teller read one poll's statistics."""
        for sid, wait in self.announcer.waits(measured).items():
            self._since.setdefault(sid, []).append(wait.measured_at + LATENCY_SECONDS)
            self._waits.setdefault(sid, []).append(wait)

    def read(self, queue_sid: str, at: float) -> Wait | None:
        """Return the newest record of the queue that could be read then."""
        newest = bisect_right(self._since.get(queue_sid, ()), at) - 1
        return None if newest < 0 else self._waits[queue_sid][newest]

    def records(self, queue_sid: str) -> Iterator[tuple[float, Wait]]:
        """Yield every record of the queue, and since when it could be read."""
        return zip(self._since[queue_sid], self._waits[queue_sid], strict=True)

    def outcomes(self, callers: Iterable[Task]) -> list[Outcome]:
        """Return what each of these callers was told beside what they were offered."""
        return [self._outcome(caller) for caller in callers]

    def needless(self, callers: Iterable[Task]) -> list[AnsweredAtOnce]:
        """Return what each of these callers was told, as a figure and in the phone's words."""
        return [self._answered_at_once(caller) for caller in callers]

    def heard(self, caller: Task) -> tuple[Estimate, Announcement]:
        """Return the estimate for this caller in the record they find, and what the phone makes of it."""
        wait = self.read(caller.queue.plan.sid, caller.created_at)
        said = announce(wait, now=caller.created_at, policy=POLICY, priority=caller.priority)
        return NO_ESTIMATE if wait is None else estimate_for(wait, caller.priority), said

    def _outcome(self, caller: Task) -> Outcome:
        told, said = self.heard(caller)
        offered = caller.offered_wait_seconds or 0.0
        return Outcome(offered, told.seconds, told.low_seconds, told.high_seconds, said.state is State.SHORTLY)

    def _answered_at_once(self, caller: Task) -> AnsweredAtOnce:
        told, said = self.heard(caller)
        return AnsweredAtOnce(told.seconds, said.low_minutes) if said.has_number else AnsweredAtOnce(None, None)
