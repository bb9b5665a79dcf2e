"""What one poll's estimates cost in a workspace of 5,000 task queues, a fifth of them active."""

import time
from dataclasses import dataclass, replace
from itertools import islice
from statistics import median

from benchmarks.accuracy.announcers.product import Estimator, parsed
from benchmarks.accuracy.centres.recording import OPENED_AT, WATCHED_SECONDS, Recording, catalogue, scenario
from poller.estimation import estimate
from poller.estimation.state import WorkspaceState
from poller.estimation.statistics import Measured, QueueStatistics
from simulator.centre.sids import sid

QUEUES, ACTIVE = 5_000, 1_000
WARM_UP_POLLS, POLLS = 3, 7
POLL_SECONDS = 60
SCENARIO, SEED = "day", 6000


def cpu_seconds(estimator: Estimator = estimate, polls: int = POLLS) -> float:
    """Return the median of the CPU seconds that the estimates of one poll take, once earlier polls are remembered."""
    recording = Recording(scenario(SCENARIO, SEED, multi_tasking=True), SEED, POLL_SECONDS)
    known = catalogue(recording.scenario.plan)
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
    """Task queues that live through the same day, each at another time of it, and many where nobody calls."""

    day: tuple[QueueStatistics, ...]
    """What each minute's poll says while calls come in."""
    night: QueueStatistics

    @classmethod
    def of(cls, recording: Recording) -> "Crowd":
        """Return a crowd that lives through this recording's first day."""
        first_day = islice(recording.polls(), WATCHED_SECONDS // POLL_SECONDS)
        found = [each.statistics for watched in first_day for each in parsed(watched).values()]
        active = tuple(each for each in found if each.pending)
        night = next(each for each in reversed(found) if not each.may_be_active)
        return cls(active, night)

    def poll(self, number: int) -> dict[str, Measured]:
        """Return what the poll of this number measures of every queue."""
        at = OPENED_AT + number * POLL_SECONDS
        return {sid("WQ", f"crowd/{queue}"): Measured(self._statistics(queue, number), at) for queue in range(QUEUES)}

    def _statistics(self, queue: int, number: int) -> QueueStatistics:
        return self.day[(queue + number) % len(self.day)] if queue < ACTIVE else self.night
