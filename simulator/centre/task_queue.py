"""A task queue at work: its waiting callers, its calls in service, and its recent events."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

from simulator.centre.history import EventTimes, Waits
from simulator.centre.plan import TaskQueue
from simulator.centre.task import PENDING, Rank, Task
from simulator.centre.team import Team


class Queue:
    """The live state of one task queue, with the teams that serve it.

    Callers who hang up stay in `_lines` until they reach the head, where they are skipped, so leaving needs no search.
    `virtual_callers` is a heap of (rank, task) of callers who hung up and whose offered wait is not known yet.
    """

    __slots__ = (
        "_lines",
        "_priorities",
        "accepted",
        "assigned",
        "canceled",
        "completed",
        "entered",
        "live_by_priority",
        "pending",
        "pending_by_priority",
        "plan",
        "reservations",
        "reservations_canceled",
        "reserved",
        "teams",
        "virtual_callers",
        "workspace_sid",
        "wrapping",
    )  # fmt: skip

    def __init__(self, plan: TaskQueue, workspace_sid: str, teams: list[Team]) -> None:
        self.plan = plan
        self.workspace_sid = workspace_sid
        self.teams = teams
        self.pending = self.reserved = self.assigned = self.wrapping = 0
        self.pending_by_priority: dict[int, int] = {}
        self.live_by_priority: dict[int, int] = {}
        self.virtual_callers: list[tuple[Rank, Task]] = []
        self.entered, self.reservations, self.reservations_canceled = EventTimes(), EventTimes(), EventTimes()
        self.completed = EventTimes()
        self.accepted, self.canceled = Waits(), Waits()
        self._lines: dict[int, deque[Task]] = {}
        self._priorities: list[int] = []

    def enter(self, task: Task, now: float) -> None:
        """Count a caller who comes in; `put` or a reservation follows."""
        self.entered.note(now)
        self.live_by_priority[self._line_of(task.priority)] += 1

    def put(self, task: Task) -> None:
        """Let a caller wait, in the order of their rank among those of the same priority."""
        line = self._lines[task.priority]
        if line and task.rank < line[-1].rank:
            line.insert(bisect_left(line, task.rank, key=lambda each: each.rank), task)
        else:
            line.append(task)
        self.pending += 1
        self.pending_by_priority[task.priority] += 1

    def rank(self, task: Task, priority: int, virtual_start_at: float) -> None:
        """Give a live task another priority and virtual start; one that waits takes the place that these give it."""
        task.virtual_start_at = virtual_start_at
        if task.status != PENDING:
            self.live_by_priority[task.priority] -= 1
            task.priority = self._line_of(priority)
            self.live_by_priority[priority] += 1
            return
        self.remove(task)
        task.move(task.queue_sid, self._line_of(priority), task.entered_at)
        self.live_by_priority[priority] += 1
        self.put(task)

    def remove(self, task: Task) -> None:
        """Let a waiting caller go elsewhere."""
        self.withdraw(task)
        self._lines[task.priority].remove(task)
        self.live_by_priority[task.priority] -= 1

    def withdraw(self, task: Task) -> None:
        """Subtract a waiting caller from the counts, who is about to be served or has hung up."""
        self.pending -= 1
        self.pending_by_priority[task.priority] -= 1

    def head(self) -> Task | None:
        """Return the next caller to be served: the first of the highest priority; None if nobody waits."""
        if self.pending:
            for priority in self._priorities:
                if self.pending_by_priority[priority]:
                    return self._first(priority)
        return None

    def longest_waiting(self) -> Task | None:
        """Return the waiting caller who was created first, whatever the virtual start; None if nobody waits."""
        return min(self.waiting(), key=lambda task: task.number) if self.pending else None

    def waiting(self) -> Iterator[Task]:
        """Yield the waiting callers in the order in which they will be served."""
        for priority in self._priorities:
            yield from (task for task in self._lines[priority] if task.status == PENDING)

    def forget(self, before: float) -> None:
        """Drop events up to the time `before`."""
        for record in (self.entered, self.reservations, self.reservations_canceled, self.completed):
            record.forget(before)
        self.accepted.forget(before)
        self.canceled.forget(before)

    def _line_of(self, priority: int) -> int:
        if priority not in self._lines:
            self._lines[priority] = deque()
            self._priorities = sorted(self._lines, reverse=True)
            self.live_by_priority[priority] = self.pending_by_priority[priority] = 0
        return priority

    def _first(self, priority: int) -> Task:
        line = self._lines[priority]
        while line[0].status != PENDING:
            line.popleft()
        return line[0]
