"""A task queue at work: its waiting callers, its calls in service, and its recent events."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

from simulator.centre.plan import TaskQueue
from simulator.centre.tally import Tally, together
from simulator.centre.task import PENDING, VOICE, Rank, Task
from simulator.centre.team import Team


class Queue:
    """The live state of one task queue, with the teams that serve it.

    Callers who hang up stay in `_lines` until they reach the head, where they are skipped, so leaving needs no search.
    `virtual_callers` is a heap of (rank, task) of callers who hung up and whose offered wait is not known yet.
    """

    __slots__ = (
        "_lines",
        "_pending_by_priority",
        "_priorities",
        "_tallies",
        "pending",
        "plan",
        "teams",
        "virtual_callers",
        "workspace_sid",
    )  # fmt: skip

    def __init__(self, plan: TaskQueue, workspace_sid: str, teams: list[Team]) -> None:
        self.plan = plan
        self.workspace_sid = workspace_sid
        self.teams = teams
        self.pending = 0
        """How many tasks wait, of every channel."""
        self.virtual_callers: list[tuple[Rank, Task]] = []
        self._tallies: dict[str, Tally] = {VOICE: Tally()}
        self._pending_by_priority: dict[int, int] = {}
        self._lines: dict[int, deque[Task]] = {}
        self._priorities: list[int] = []

    def enter(self, task: Task, now: float) -> None:
        """Count a caller who comes in; `put` or a reservation follows."""
        tally = self.tally_of(task)
        tally.entered.note(now)
        tally.live_by_priority[self._line_of(task.priority)] += 1

    def put(self, task: Task) -> None:
        """Let a caller wait, in the order of their rank among those of the same priority."""
        line = self._lines[task.priority]
        if line and task.rank < line[-1].rank:
            line.insert(bisect_left(line, task.rank, key=lambda each: each.rank), task)
        else:
            line.append(task)
        self._count(task, 1)

    def rank(self, task: Task, priority: int, virtual_start_at: float) -> None:
        """Give a live task another priority and virtual start; one that waits takes the place that these give it."""
        task.virtual_start_at = virtual_start_at
        live = self.tally_of(task).live_by_priority
        if task.status != PENDING:
            live[task.priority] -= 1
            task.priority = self._line_of(priority)
            live[priority] += 1
            return
        self.remove(task)
        task.move(task.queue_sid, self._line_of(priority), task.entered_at)
        live[priority] += 1
        self.put(task)

    def remove(self, task: Task) -> None:
        """Let a waiting caller go elsewhere."""
        self.withdraw(task)
        self._lines[task.priority].remove(task)
        self.tally_of(task).live_by_priority[task.priority] -= 1

    def withdraw(self, task: Task) -> None:
        """Subtract a waiting caller from the counts, who is about to be served or has hung up."""
        self._count(task, -1)

    def head(self) -> Task | None:
        """Return the next caller to be served: the first of the highest priority; None if nobody waits."""
        if self.pending:
            for priority in self._priorities:
                if self._pending_by_priority[priority]:
                    return self._first(priority)
        return None

    def longest_waiting(self, channel: str | None = None) -> Task | None:
        """Return the waiting task of the channel that was created first, whatever its virtual start; None for none."""
        if not self.pending:
            return None
        waiting = (task for task in self.waiting() if channel in (None, task.channel))
        return min(waiting, key=lambda task: task.number, default=None)

    def tally(self, channel: str | None = None) -> Tally:
        """Return the counts of the channel's tasks, without a channel those of all tasks."""
        if channel is None:
            return together(list(self._tallies.values()))
        return self._tallies.get(channel) or Tally()

    def tally_of(self, task: Task) -> Tally:
        """Return the tally in which this task counts."""
        tally = self._tallies.get(task.channel)
        if tally is None:
            tally = self._tallies[task.channel] = Tally()
        return tally

    def waiting(self) -> Iterator[Task]:
        """Yield the waiting callers in the order in which they will be served."""
        for priority in self._priorities:
            yield from (task for task in self._lines[priority] if task.status == PENDING)

    def forget(self, before: float) -> None:
        """Drop events up to the time `before`."""
        for tally in self._tallies.values():
            tally.forget(before)

    def _count(self, task: Task, change: int) -> None:
        self.pending += change
        self._pending_by_priority[task.priority] += change
        self.tally_of(task).pending_by_priority[task.priority] += change

    def _line_of(self, priority: int) -> int:
        if priority not in self._lines:
            self._lines[priority] = deque()
            self._priorities = sorted(self._lines, reverse=True)
            self._pending_by_priority[priority] = 0
        return priority

    def _first(self, priority: int) -> Task:
        line = self._lines[priority]
        while line[0].status != PENDING:
            line.popleft()
        return line[0]
