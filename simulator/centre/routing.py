"""Routing: callers wait, are answered, or hang up; agents take the next call or become idle.

As in TaskRouter, the highest priority is served first, then the earliest virtual start (the creation, unless another
was set), by the agent who has been idle longest.
An agent is reserved while the phone rings, and has the call until it is wrapped up.
"""

from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush
from math import inf

from simulator.centre.event_queue import EventQueue
from simulator.centre.plan import AVAILABLE, Escalation
from simulator.centre.tally import Tally
from simulator.centre.task import ASSIGNED, CANCELED, COMPLETED, PENDING, RESERVED, WRAPPING, Task
from simulator.centre.task_queue import Queue
from simulator.centre.team import Agent, Team

EXPIRED = "Task TTL Exceeded"
"""The reason that TaskRouter gives for a task that nobody took within its timeout."""


class Router:
    """Brings callers and agents together, in the queues by their SIDs.

    With `keeps_virtual_callers` the offered wait of callers who hang up is recorded too. A caller who hangs up keeps
    their place as a virtual caller. When a free agent takes a caller, every virtual caller who ranks before that one
    would have been taken instead, so their offered wait ends. Virtual callers occupy no agent, so the history is the
    same with them and without.
    """

    def __init__(
        self,
        queues: Mapping[str, Queue],
        events: EventQueue,
        *,
        keeps_virtual_callers: bool,
        assigned_seconds: Callable[[Task, float], float],
    ) -> None:
        self._queues = queues
        self._assigned_seconds = assigned_seconds
        """Returns how long an agent who accepts this task now has it, until it is wrapped up."""
        self._events = events
        self._keeps_virtual_callers = keeps_virtual_callers
        self._agents: dict[int, Agent] = {}
        """The agent of each task that has one, by the task's number."""
        self._served: dict[Team, list[Queue]] = {}
        for queue in queues.values():
            for team in queue.teams:
                self._served.setdefault(team, []).append(queue)

    def enter(self, task: Task) -> None:
        """Give a caller to the agent who has been idle longest; if there is none, let the caller wait."""
        queue = self._queues[task.queue_sid]
        queue.enter(task, self._events.now)
        agent = _longest_idle(queue)
        if agent is not None:
            self._reserve(task, agent)
            return
        task.had_to_wait = True
        queue.put(task)
        if task.hangs_up_at < inf:
            self._events.schedule(task.hangs_up_at, self._lose_patience, task)
        for escalation in queue.plan.demand.escalations:
            self._events.schedule(task.created_at + escalation.after_seconds, self._escalate, (task, escalation))

    def _escalate(self, due: tuple[Task, Escalation]) -> None:
        """Move a caller who still waits, also one who has hung up and goes on as a virtual caller."""
        task, escalation = due
        is_virtual = task.status == CANCELED and task.offered_at is None and self._keeps_virtual_callers
        if task.status != PENDING and not is_virtual:
            return
        before, after = self._queues[task.queue_sid], self._queues[escalation.task_queue_sid]
        if is_virtual:
            before.virtual_callers.remove((task.rank, task))
            heapify(before.virtual_callers)
        else:
            before.remove(task)
        priority = task.priority if escalation.priority is None else escalation.priority
        task.move(after.plan.sid, priority, self._events.now)
        if is_virtual:
            self._admit_virtual(task, after)
        else:
            self._admit(task, after)

    def _admit(self, task: Task, queue: Queue) -> None:
        queue.enter(task, self._events.now)
        agent = _longest_idle(queue)
        if agent is None:
            queue.put(task)
        else:
            self._reserve(task, agent)

    def _admit_virtual(self, task: Task, queue: Queue) -> None:
        if any(team.idle for team in queue.teams):
            task.offered_at = self._events.now + task.ring_seconds
        else:
            heappush(queue.virtual_callers, (task.rank, task))

    def expire(self, task: Task) -> None:
        """Cancel a task that nobody has taken within its timeout."""
        if task.status == PENDING:
            task.reason = EXPIRED
            self._cancel(task)

    def hang_up(self, task: Task) -> None:
        """Let the caller leave: canceled before an agent has answered, wrapping after it; otherwise do nothing."""
        if task.status in (PENDING, RESERVED):
            self._cancel(task)
        else:
            self._end_talk(task)

    def next_duty(self, agent: Agent) -> None:
        """Put an agent without a call on their duty; if that is Available, give them the next call or let them idle."""
        team = agent.team
        if agent.activity != agent.duty:
            team.clock(agent)
        if agent.activity != AVAILABLE:
            return
        task = self._next_task(team)
        if task is not None:
            self._reserve(task, agent)
            return
        agent.idle_since = self._events.now
        team.idle.append(agent)

    def _reserve(self, task: Task, agent: Agent) -> None:
        now = self._events.now
        task.status = RESERVED
        task.reserved_at = now
        task.worker_sid = agent.sid
        self._agents[task.number] = agent
        agent.task = task
        agent.team.reserved += 1
        tally = self._tally(task)
        tally.reserved += 1
        tally.reservations.note(now)
        answered_at = now + task.ring_seconds
        if answered_at <= task.hangs_up_at:
            self._events.schedule(answered_at, self._accept, task)
        elif not task.had_to_wait:
            self._events.schedule(task.hangs_up_at, self._lose_patience, task)

    def _accept(self, task: Task) -> None:
        if task.status != RESERVED:
            return
        tally, now = self._tally(task), self._events.now
        self._release(task)
        task.status = ASSIGNED
        task.accepted_at = task.offered_at = now
        tally.assigned += 1
        tally.accepted.note(now, now - task.entered_at)
        self._events.schedule(now + self._assigned_seconds(task, now), self._end_talk, task)

    def _end_talk(self, task: Task) -> None:
        if task.status != ASSIGNED:
            return
        task.status = WRAPPING
        task.wrapping_at = self._events.now
        tally = self._tally(task)
        tally.assigned -= 1
        tally.wrapping += 1
        self._events.schedule(task.wrapping_at + task.wrap_up_seconds, self._complete, task)

    def _complete(self, task: Task) -> None:
        task.status = COMPLETED
        tally = self._tally(task)
        tally.wrapping -= 1
        tally.completed.note(self._events.now)
        self._end(task)

    def _lose_patience(self, task: Task) -> None:
        if task.status in (PENDING, RESERVED):
            self._cancel(task)

    def _cancel(self, task: Task) -> None:
        queue, now = self._queues[task.queue_sid], self._events.now
        tally = queue.tally_of(task)
        tally.canceled.note(now, now - task.entered_at)
        if task.reserved_at is None:
            queue.withdraw(task)
            if self._keeps_virtual_callers:
                heappush(queue.virtual_callers, (task.rank, task))
        else:
            self._release(task)
            tally.reservations_canceled.note(now)
            task.offered_at = task.reserved_at + task.ring_seconds
        task.status = CANCELED
        self._end(task)

    def _end(self, task: Task) -> None:
        task.ended_at = self._events.now
        self._tally(task).live_by_priority[task.priority] -= 1
        agent = self._agents.pop(task.number, None)
        if agent is not None:
            agent.task = None
            self.next_duty(agent)

    def _next_task(self, team: Team) -> Task | None:
        first: Task | None = None
        queues = self._served.get(team, [])
        for queue in queues:
            head = queue.head()
            if head is not None and (first is None or head.rank < first.rank):
                first = head
        if self._keeps_virtual_callers:
            self._pass_virtual_callers(queues, first)
        if first is not None:
            self._queues[first.queue_sid].withdraw(first)
        return first

    def _pass_virtual_callers(self, queues: list[Queue], first: Task | None) -> None:
        for queue in queues:
            virtual_callers = queue.virtual_callers
            while virtual_callers and (first is None or virtual_callers[0][0] < first.rank):
                passed = heappop(virtual_callers)[1]
                passed.offered_at = self._events.now + passed.ring_seconds

    def _tally(self, task: Task) -> Tally:
        return self._queues[task.queue_sid].tally_of(task)

    def _release(self, task: Task) -> None:
        self._tally(task).reserved -= 1
        self._agents[task.number].team.reserved -= 1


def _longest_idle(queue: Queue) -> Agent | None:
    longest: Team | None = None
    for team in queue.teams:
        if team.idle and (longest is None or team.idle[0].idle_since < longest.idle[0].idle_since):
            longest = team
    return None if longest is None else longest.idle.popleft()
