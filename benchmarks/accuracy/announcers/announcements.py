"""One announcer's records over time, and what each caller heard from them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.accuracy.announcers.escalating import route_of
from benchmarks.accuracy.scores.score import AnsweredAtOnce, Outcome, Sentence
from ivr.announcing.announce import Announcement, State, announce, estimate_for
from poller.estimation.statistics import Measured
from simulator.centre.plan import Plan
from simulator.centre.task import Task
from waittimes.routing.path_wait import wait_on
from waittimes.settings.line_policy import Policy
from waittimes.wait import NO_ESTIMATE, Estimate, Wait

LATENCY_SECONDS = 2.0
"""Seconds from a request to TaskRouter until the phone can read the record made from the answer."""
POLICY = Policy()


class Announcer(Protocol):
    """Makes records from statistics: the product, or a baseline."""

    def waits(self, measured: Mapping[str, Measured]) -> Mapping[str, Wait]:
        """Return each queue's record from the statistics of one poll."""


@dataclass(slots=True)
class Announcements:
    """The records of one announcer, each with the time from which the phone could read it."""

    announcer: Announcer
    plan: Plan | None = None
    """The plan whose escalations the announcer follows; None for one that knows only the first queue."""
    _since: dict[str, list[float]] = field(default_factory=dict)
    _waits: dict[str, list[Wait]] = field(default_factory=dict)

    def update(self, measured: Mapping[str, Measured]) -> None:
        """Add the announcer's records of one poll's statistics."""
        for sid, wait in self.announcer.waits(measured).items():
            self._since.setdefault(sid, []).append(wait.measured_at + LATENCY_SECONDS)
            self._waits.setdefault(sid, []).append(wait)

    def newest(self, queue_sid: str, at: float) -> Wait | None:
        """Return the newest record of the queue that could be read at the time `at`."""
        newest = bisect_right(self._since.get(queue_sid, ()), at) - 1
        return None if newest < 0 else self._waits[queue_sid][newest]

    def records(self, queue_sid: str) -> Iterator[tuple[float, Wait]]:
        """Yield every record of the queue with the time from which it could be read."""
        return zip(self._since[queue_sid], self._waits[queue_sid], strict=True)

    def announced(self, caller: Task) -> tuple[Estimate, Announcement]:
        """Return the estimate for this caller in the record they find, and what the phone announces."""
        wait = self._wait_of(caller)
        said = announce(wait, now=caller.created_at, policy=POLICY, priority=caller.first_priority)
        return NO_ESTIMATE if wait is None else estimate_for(wait, caller.first_priority), said

    def _wait_of(self, caller: Task) -> Wait | None:
        route = route_of(self.plan, caller) if self.plan else None
        if route is None:
            return self.newest(caller.first_queue_sid, caller.created_at)
        found = {sid: self.newest(sid, caller.created_at) for sid in route.queue_sids}
        return wait_on(route, {sid: wait for sid, wait in found.items() if wait is not None})

    def outcomes(self, callers: Iterable[Task]) -> list[Outcome]:
        """Return what each of these callers was told, with the wait they were offered."""
        return [self._outcome(caller) for caller in callers]

    def at_once(self, callers: Iterable[Task]) -> list[AnsweredAtOnce]:
        """Return what each of these callers was told; none of them had to wait."""
        return [self._answered_at_once(caller) for caller in callers]

    def _outcome(self, caller: Task) -> Outcome:
        told, said = self.announced(caller)
        return Outcome(
            caller.offered_wait_seconds or 0.0,
            told.seconds,
            told.low_seconds,
            told.high_seconds,
            said.state is State.SHORTLY,
            Sentence(said.low_minutes, said.high_minutes),
        )

    def _answered_at_once(self, caller: Task) -> AnsweredAtOnce:
        told, said = self.announced(caller)
        return AnsweredAtOnce(told.seconds, said.low_minutes) if said.has_number else AnsweredAtOnce(None, None)
