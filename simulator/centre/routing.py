"""What happens on the floor: callers wait, are answered or hang up; agents take the next call or are idle.

As TaskRouter routes: the highest priority first, then the oldest; the agent who has been idle longest; an agent is
reserved while it rings, and has the call until it is wrapped up.
"""

from heapq import heappop, heappush
from math import inf

from simulator.centre.event_queue import EventQueue
from simulator.centre.plan import AVAILABLE
from simulator.centre.task import ASSIGNED, CANCELED, COMPLETED, PENDING, RESERVED, WRAPPING, Task
from simulator.centre.task_queue import Queue
from simulator.centre.team import Agent, Team


class Router:
    """Callers and agents. With `keeps_ghosts` also those who hang up learn when an agent would have come.

    A ghost keeps its place in line. The next free agent passes by every ghost whose turn comes before the caller
    the agent takes: at that moment the ghost, had it stayed, would have been taken. It takes no agent from anyone,
    so the history is the same with ghosts and without.
    """

    def __init__(self, agenda: EventQueue, *, keeps_ghosts: bool) -> None:
        self._agenda = agenda
        self._keeps_ghosts = keeps_ghosts

    def enter(self, task: Task) -> None:
        """Bring a caller to the agent longest idle, else put them in line."""
        queue = task.queue
        queue.enter(task, self._agenda.now)
        agent = _longest_idle(queue)
        if agent is not None:
            self._reserve(task, agent)
            return
        task.had_to_wait = True
        queue.put(task)
        if task.hangs_up_at < inf:
            self._agenda.schedule(task.hangs_up_at, self._lose_patience, task)

    def hang_up(self, task: Task) -> None:
        """Let the caller leave: canceled before an agent answered, wrapped up after; otherwise nothing."""
        if task.status in (PENDING, RESERVED):
            self._cancel(task)
        else:
            self._end_talk(task)

    def next_duty(self, agent: Agent) -> None:
        """Send an agent who has nothing to do where the timetable wants them, there to take a call or be idle."""
        team = agent.team
        if agent.activity != agent.duty:
            team.clock(agent)
        if agent.activity != AVAILABLE:
            return
        task = self._next_task(team)
        if task is not None:
            self._reserve(task, agent)
            return
        agent.idle_since = self._agenda.now
        team.idle.append(agent)

    def _reserve(self, task: Task, agent: Agent) -> None:
        now = self._agenda.now
        task.status = RESERVED
        task.reserved_at = now
        task.agent = agent
        agent.task = task
        agent.team.reserved += 1
        task.queue.reserved += 1
        task.queue.reservations.note(now)
        answered_at = now + task.ring_seconds
        if answered_at <= task.hangs_up_at:
            self._agenda.schedule(answered_at, self._accept, task)
        elif not task.had_to_wait:
            self._agenda.schedule(task.hangs_up_at, self._lose_patience, task)

    def _accept(self, task: Task) -> None:
        if task.status != RESERVED:
            return
        queue, now = task.queue, self._agenda.now
        _release(task)
        task.status = ASSIGNED
        task.accepted_at = task.offered_at = now
        queue.assigned += 1
        queue.accepted.note(now, now - task.created_at)
        self._agenda.schedule(now + task.talk_seconds, self._end_talk, task)

    def _end_talk(self, task: Task) -> None:
        if task.status != ASSIGNED:
            return
        task.status = WRAPPING
        task.wrapping_at = self._agenda.now
        task.queue.assigned -= 1
        task.queue.wrapping += 1
        self._agenda.schedule(task.wrapping_at + task.wrap_up_seconds, self._complete, task)

    def _complete(self, task: Task) -> None:
        task.status = COMPLETED
        task.queue.wrapping -= 1
        task.queue.completed.note(self._agenda.now)
        self._end(task)

    def _lose_patience(self, task: Task) -> None:
        if task.status in (PENDING, RESERVED):
            self._cancel(task)

    def _cancel(self, task: Task) -> None:
        queue, now = task.queue, self._agenda.now
        queue.canceled.note(now, now - task.created_at)
        if task.reserved_at is None:
            queue.withdraw(task)
            if self._keeps_ghosts:
                heappush(queue.virtual_callers, (task.rank, task))
        else:
            _release(task)
            queue.reservations_canceled.note(now)
            task.offered_at = task.reserved_at + task.ring_seconds
        task.status = CANCELED
        self._end(task)

    def _end(self, task: Task) -> None:
        task.ended_at = self._agenda.now
        task.queue.live_by_priority[task.priority] -= 1
        agent = task.agent
        if agent is not None:
            agent.task = None
            self.next_duty(agent)

    def _next_task(self, team: Team) -> Task | None:
        first: Task | None = None
        for queue in team.queues:
            head = queue.head()
            if head is not None and (first is None or head.rank < first.rank):
                first = head
        if self._keeps_ghosts:
            self._pass_by_ghosts(team, first)
        if first is not None:
            first.queue.withdraw(first)
        return first

    def _pass_by_ghosts(self, team: Team, first: Task | None) -> None:
        for queue in team.queues:
            virtual_callers = queue.virtual_callers
            while virtual_callers and (first is None or virtual_callers[0][0] < first.rank):
                ghost = heappop(virtual_callers)[1]
                ghost.offered_at = self._agenda.now + ghost.ring_seconds


def _release(task: Task) -> None:
    task.queue.reserved -= 1
    if task.agent is not None:
        task.agent.team.reserved -= 1


def _longest_idle(queue: Queue) -> Agent | None:
    longest: Team | None = None
    for team in queue.teams:
        if team.idle and (longest is None or team.idle[0].idle_since < longest.idle[0].idle_since):
            longest = team
    return None if longest is None else longest.idle.popleft()
