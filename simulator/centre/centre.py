"""A contact centre in virtual or real time: callers call, agents come and go by the timetable, others may join."""

from collections.abc import Iterator, Mapping
from math import inf
from random import Random
from threading import RLock

from simulator.centre.arrivals import Arrivals, Behaviour
from simulator.centre.event_queue import EventQueue
from simulator.centre.plan import AVAILABLE, Plan
from simulator.centre.routing import Router
from simulator.centre.task import Task
from simulator.centre.task_queue import Queue
from simulator.centre.team import Team

DAY_SECONDS = 86_400.0
FORGET_EVERY_SECONDS = 3_600.0


class Centre:
    """One workspace at work. It opens with the first shift of every team and empty queues.

    `opened_at` and `now` are seconds since the epoch. The behaviour of each caller is drawn when they call, from a
    random generator of their queue, so the same seed gives the same callers even if others join. With
    `remember_callers` every caller stays in `callers`, and offered waits of callers who hang up are recorded.
    Statistics reach back `retained_seconds`. Threads that share a centre hold `lock` around every use.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        seed: int,
        opened_at: float,
        remember_callers: bool = False,
        retained_seconds: float = DAY_SECONDS,
    ) -> None:
        self.plan = plan
        self.opened_at = opened_at
        self.lock = RLock()
        self.teams = [Team(group) for group in plan.groups]
        self.queues = _queues(plan, self.teams)
        """The live task queues by SID, in the order of the plan."""
        self.callers: list[Task] = []
        self._remembers = remember_callers
        self._retained_seconds = retained_seconds
        self._seed = seed
        self._called = 0
        self._joined: dict[str, Task] = {}
        self._events = EventQueue(opened_at)
        self._router = Router(self.queues, self._events, keeps_virtual_callers=remember_callers)
        self._open()

    @property
    def now(self) -> float:
        """The centre's time, in seconds since the epoch."""
        return self._events.now

    @property
    def next_event_at(self) -> float | None:
        """The time of the next event, if nobody joins or hangs up before; None if there is none."""
        return self._events.next_at

    def advance(self, to: float) -> None:
        """Process every event up to the time `to`; an earlier time than `now` changes nothing."""
        self._events.advance(to)

    def create_task(self, workflow_sid: str, attributes: Mapping[str, object], priority: int = 0) -> Task:
        """Let a caller join the queue to which the workflow leads, and stay until `hang_up`.

        A priority that the workflow sets has precedence. Raises KeyError for an unknown workflow.
        """
        workflow = {workflow.sid: workflow for workflow in self.plan.workflows}[workflow_sid]
        queue_sid, set_priority = workflow.route(attributes)
        queue = self.queues[queue_sid]
        behaviour = Behaviour.of(queue.plan.demand, Random(f"{self._seed} joined {len(self._joined)}"))
        task = self._task(queue, priority if set_priority is None else set_priority, behaviour)
        task.workflow_sid, task.attributes = workflow_sid, attributes
        self._joined[task.sid] = task
        self._router.enter(task)
        return task

    def hang_up(self, task: Task, reason: str | None = None) -> None:
        """Let the caller leave: the task is canceled before an agent has answered, wrapping afterwards.

        Does nothing if the task has ended.
        """
        task.reason = reason
        self._router.hang_up(task)

    def task(self, task_sid: str) -> Task | None:
        """Return a task that is alive or has joined by `create_task`; None if there is no such task."""
        return self._joined.get(task_sid) or next((task for task in self._alive() if task.sid == task_sid), None)

    def _alive(self) -> Iterator[Task]:
        for queue in self.queues.values():
            yield from queue.waiting()
        for team in self.teams:
            yield from (agent.task for agent in team.agents if agent.task is not None)

    def _open(self) -> None:
        for team in self.teams:
            self._change_shift(team)
        for queue in self.queues.values():
            rng = Random(f"{self._seed} {queue.plan.sid}")
            arrivals = Arrivals(queue.plan.demand, rng, self.plan.period_seconds)
            self._expect((queue, arrivals, Behaviour.of(queue.plan.demand, rng)))
        self._events.schedule(self.now + FORGET_EVERY_SECONDS, self._forget, None)

    def _expect(self, source: tuple[Queue, Arrivals, Behaviour]) -> None:
        at = self.opened_at + source[1].after(self._events.now - self.opened_at)
        if at < inf:
            self._events.schedule(at, self._call, source)

    def _call(self, source: tuple[Queue, Arrivals, Behaviour]) -> None:
        queue, _, behaviour = source
        task = self._task(queue, behaviour.priority(), behaviour)
        task.hangs_up_at = task.created_at + behaviour.patience()
        self._expect(source)
        self._router.enter(task)

    def _task(self, queue: Queue, priority: int, behaviour: Behaviour) -> Task:
        self._called += 1
        task = Task(self._called, queue.workspace_sid, queue.plan.sid, priority, self._events.now)
        task.ring_seconds = behaviour.ring()
        task.talk_seconds = behaviour.talk()
        task.wrap_up_seconds = behaviour.wrap_up()
        if self._remembers:
            self.callers.append(task)
        return task

    def _change_shift(self, team: Team) -> None:
        if not team.group.shifts:
            return
        team.begin_shift()
        for agent in team.agents:
            if agent.task is None and agent.duty != agent.activity:
                if agent.activity == AVAILABLE:
                    team.idle.remove(agent)
                self._router.next_duty(agent)
        if len(team.group.shifts) > 1:
            at = self.opened_at + team.next_shift_seconds(self.plan.period_seconds)
            self._events.schedule(at, self._change_shift, team)

    def _forget(self, _nothing: None) -> None:
        for queue in self.queues.values():
            queue.forget(self.now - self._retained_seconds)
        self._events.schedule(self.now + FORGET_EVERY_SECONDS, self._forget, None)


def _queues(plan: Plan, teams: list[Team]) -> dict[str, Queue]:
    by_skill: dict[str, list[Team]] = {}
    for team in teams:
        for skill in team.group.skills:
            by_skill.setdefault(skill, []).append(team)
    queues = {}
    for plan_queue in plan.task_queues:
        queues[plan_queue.sid] = Queue(plan_queue, plan.workspace.sid, by_skill.get(plan_queue.skill, []))
    return queues
