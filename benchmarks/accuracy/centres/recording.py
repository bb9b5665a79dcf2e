"""A recording of a contact centre: the statistics that TaskRouter would serve at each poll, and each caller's wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from benchmarks.accuracy.centres.random_centres import RANDOM, random_centre
from benchmarks.accuracy.centres.scenario_parts import DAY_SECONDS, DAYS, OPEN_SECONDS, Scenario
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from poller.estimation.statistics import SPLIT_SECONDS, WINDOW_SECONDS
from poller.estimation.workspace import Workspace as ListedWorkspace
from simulator.api.statistics import cumulative, realtime
from simulator.centre.centre import Centre
from simulator.centre.history import Window
from simulator.centre.plan import BUSY, RESERVED, Plan, Workspace
from simulator.centre.task import Task

OPENED_AT = 1_790_000_000 - 1_790_000_000 % DAY_SECONDS + 8 * 3600
"""Eight in the morning, in seconds since the epoch."""
WATCHED_SECONDS = OPEN_SECONDS + 2700
"""Seconds from a day's opening to its last poll; polls at night would teach nothing."""
MINUTE_SECONDS = 60
"""Seconds between readings of both halves. Polls in between keep the cumulative half, as for queues read alone."""
RETAINED_SECONDS = 7200.0
"""How far back the centre remembers accepted calls: further than the longest window of any baseline."""

Halves = tuple[dict[str, Any], dict[str, Any]]
"""One queue's real-time and cumulative statistics."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One poll: its time, the time of its cumulative halves, and each queue's halves by SID."""

    at: float
    window_at: float
    statistics: Mapping[str, Halves]

    @property
    def is_full(self) -> bool:
        """Whether both halves were read at this poll."""
        return self.window_at == self.at


def scenario(name: str, seed: int, *, multi_tasking: bool) -> Scenario:
    """Return the scenario of this name as the seed draws it, in one of the two task modes.

    Under the name RANDOM every seed draws another contact centre.
    """
    draw = random_centre if name == RANDOM else SCENARIOS[name]
    drawn = draw(Random(f"{name} {seed}"))
    workspace = Workspace.named("accuracy", multi_task_enabled=multi_tasking)
    plan: Plan = replace(drawn.plan, workspace=workspace)
    return replace(drawn, plan=plan)


def workspace_of(plan: Plan) -> ListedWorkspace:
    """Return what the poller would read of this workspace."""
    activities = plan.workspace.activities
    return ListedWorkspace(
        read_at=OPENED_AT,
        multi_tasking=plan.workspace.multi_task_enabled,
        queue_names={queue.sid: queue.friendly_name for queue in plan.task_queues},
        available_activities=frozenset(each.sid for each in activities if each.available),
        working_activities=frozenset(each.sid for each in activities if each.friendly_name in (RESERVED, BUSY)),
    )


@dataclass(slots=True)
class Recording:
    """One replication. The callers' waits are known once `polls` is exhausted.

    Twilio does not say which tasks `tasks_by_priority` counts: here all that are alive, or with
    `priorities_of_pending` those that wait.
    """

    scenario: Scenario
    seed: int
    poll_seconds: int
    priorities_of_pending: bool = False
    days: int = DAYS
    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        self.centre = Centre(
            self.scenario.plan,
            seed=self.seed,
            opened_at=OPENED_AT,
            remember_callers=True,
            retained_seconds=RETAINED_SECONDS,
        )

    def polls(self) -> Iterator[Watched]:
        """Advance through the days, and yield what each poll would read."""
        # Timetables change on the full minute; polls fall anywhere within it.
        rng = Random(f"{self.seed} polls")
        for day in range(self.days):
            offset = rng.uniform(0, self.poll_seconds)
            for number in range(WATCHED_SECONDS // self.poll_seconds):
                at = OPENED_AT + day * DAY_SECONDS + offset + number * self.poll_seconds
                self.centre.advance(at)
                if number * self.poll_seconds % MINUTE_SECONDS == 0:
                    window_at, known = at, {sid: self._cumulative(sid, at) for sid in self.centre.queues}
                yield Watched(at, window_at, {sid: (self._realtime(sid, at), known[sid]) for sid in known})
        self.centre.advance(OPENED_AT + self.days * DAY_SECONDS)

    def waited(self) -> list[Task]:
        """Return the callers who had to wait, called in the measured hours, and whose wait is known."""
        return [task for task in self._callers() if task.had_to_wait and task.offered_at is not None]

    def answered_at_once(self) -> list[Task]:
        """Return the callers who called in the measured hours and found an agent free."""
        return [task for task in self._callers() if not task.had_to_wait]

    def waited_within(self, seconds: float) -> list[Task]:
        """Return the callers who called within `seconds` after the first opening and had to wait."""
        early = (task for task in self.centre.callers if task.created_at < OPENED_AT + seconds)
        return [task for task in early if task.had_to_wait and task.offered_at is not None]

    def waits_of_last(self, minutes: int) -> dict[str, list[float]]:
        """Return each queue's waits, in seconds, of the calls accepted in the last `minutes`."""
        window = Window.last_minutes(minutes, self.centre.now)
        return {sid: queue.tally().accepted.within(window) for sid, queue in self.centre.queues.items()}

    def _callers(self) -> Iterator[Task]:
        return (task for task in self.centre.callers if self.scenario.counts(task.created_at - OPENED_AT))

    def _cumulative(self, queue_sid: str, at: float) -> dict[str, Any]:
        return cumulative(self.centre.queues[queue_sid], Window.last_minutes(WINDOW_SECONDS // 60, at), SPLIT_SECONDS)

    def _realtime(self, queue_sid: str, at: float) -> dict[str, Any]:
        return realtime(
            self.centre.queues[queue_sid],
            self.scenario.plan.workspace,
            at,
            priorities_of_pending=self.priorities_of_pending,
        )
