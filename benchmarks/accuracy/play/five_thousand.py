"""The CPU time of one poll's estimates for 5,000 task queues, a fifth of them active."""

import time
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median

from benchmarks.accuracy.announcers.product import Estimator, parsed
from benchmarks.accuracy.centres.recording import OPENED_AT, WATCHED_SECONDS, Recording, scenario, workspace_of
from poller.estimation import estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from simulator.centre.sids import sid

QUEUES, ACTIVE = 5_000, 1_000
WARM_UP_POLLS, POLLS = 3, 7
POLL_SECONDS = 60
SCENARIO, SEED = "day", 6000


def cpu_seconds(estimator: Estimator = estimate, polls: int = POLLS) -> float:
    """Return the median CPU time, in seconds, of one poll's estimates after some polls to warm up."""
    recording = Recording(scenario(SCENARIO, SEED, multi_tasking=True), SEED, POLL_SECONDS)
    known = workspace_of(recording.scenario.plan)
    crowd = Crowd.of(recording)
    state = WorkspaceState()
    costs = []
    for number in range(WARM_UP_POLLS + polls):
        measured = crowd.poll(number)
        began = time.process_time()
        estimator(measured, replace(known, queue_names=dict.fromkeys(measured, "Queue")), state)
        costs.append(time.process_time() - began)
    return median(costs[WARM_UP_POLLS:])


@dataclass(frozen=True, slots=True)
class Crowd:
    """Task queues that go through the same day with different offsets, and many without calls."""

    day: tuple[QueueStatistics, ...]
    """The statistics of each minute with calls."""
    night: QueueStatistics

    @classmethod
    def of(cls, recording: Recording) -> "Crowd":
        """Return a crowd that goes through this recording's first day."""
        first_day = islice(recording.polls(), WATCHED_SECONDS // POLL_SECONDS)
        found = [each.statistics for watched in first_day for each in parsed(watched).values()]
        active = tuple(each for each in found if each.pending)
        night = next(each for each in reversed(found) if not each.may_be_active)
        return cls(active, night)

    def poll(self, number: int) -> dict[str, Measured]:
        """Return the statistics of every queue at the poll of this number."""
        at = OPENED_AT + number * POLL_SECONDS
        return {sid("WQ", f"crowd/{queue}"): Measured(self._statistics(queue, number), at) for queue in range(QUEUES)}

    def _statistics(self, queue: int, number: int) -> QueueStatistics:
        return self.day[(queue + number) % len(self.day)] if queue < ACTIVE else self.night
