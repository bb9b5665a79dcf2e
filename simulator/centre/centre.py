"""A contact centre in virtual or real time: callers call, agents come and go by the timetable, others may join."""

from collections.abc import Iterator, Mapping
from math import inf
from random import Random
from threading import RLock

from simulator.centre.agent_calls import AgentCalls
from simulator.centre.arrivals import Arrivals, Behaviour
from simulator.centre.event_queue import EventQueue
from simulator.centre.plan import AVAILABLE, Plan, Workflow
from simulator.centre.routing import Router
from simulator.centre.task import TIMEOUT_SECONDS, VOICE, Task
from simulator.centre.task_queue import Queue
from simulator.centre.team import Team
from simulator.phones.phone_book import PhoneBook

DAY_SECONDS = 86_400.0
FORGET_EVERY_SECONDS = 3_600.0
ENDED_TASKS_KEPT_SECONDS = 300.0
"""How long TaskRouter shows a task that has ended, by its page on the lifecycle of a task."""


class Centre:
    """One workspace at work. It opens with the first shift of every team and empty queues.

    `opened_at` and `now` are seconds since the epoch. The behaviour of each caller is drawn when they call, from a
    random generator of their queue, so the same seed gives the same callers even if others join. With
    `remember_callers` every caller stays in `callers`, and offered waits of callers who hang up are recorded.
    Statistics reach back `retained_seconds`. Threads that share a centre hold `lock` around every use. Agents who
    accept the task of a callback ring the phones of `phones`. An agent has one task at a time, whatever its channel.
    """

    def __init__(  # noqa: PLR0913  # each of them by name
        self,
        plan: Plan,
        *,
        seed: int,
        opened_at: float,
        remember_callers: bool = False,
        retained_seconds: float = DAY_SECONDS,
        phones: PhoneBook | None = None,
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
        self.agent_calls = AgentCalls(phones or PhoneBook())
        self._router = Router(
            self.queues,
            self._events,
            keeps_virtual_callers=remember_callers,
            assigned_seconds=self.agent_calls.assigned_seconds,
        )
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

    def create_task(  # noqa: PLR0913  # as many as TaskRouter's own
        self,
        workflow_sid: str,
        attributes: Mapping[str, object],
        priority: int = 0,
        *,
        virtual_start_at: float | None = None,
        channel: str = VOICE,
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> Task:
        """Let a caller join the queue to which the workflow leads, and stay until `hang_up`.

        A priority that the workflow sets has precedence. Without `virtual_start_at` the task stands behind every other
        of its priority. Raises KeyError for an unknown workflow.
        """
        queue_sid, set_priority = self._workflow(workflow_sid).route(attributes)
        queue = self.queues[queue_sid]
        behaviour = Behaviour.of(queue.plan.demand, Random(f"{self._seed} joined {len(self._joined)}"))
        task = self._task(queue, priority if set_priority is None else set_priority, behaviour)
        task.workflow_sid, task.attributes = workflow_sid, attributes
        task.channel, task.timeout_seconds = channel, timeout_seconds
        if virtual_start_at is not None:
            task.start_virtually(virtual_start_at)
        self._joined[task.sid] = task
        self._router.enter(task)
        self._events.schedule(task.created_at + timeout_seconds, self._router.expire, task)
        return task

    def update_task(
        self,
        task: Task,
        *,
        attributes: Mapping[str, object] | None = None,
        priority: int | None = None,
        virtual_start_at: float | None = None,
    ) -> None:
        """Replace the attributes, the priority unless the workflow sets one, or the virtual start; None leaves each.

        Twilio does not document whether new attributes send a waiting task to another queue, nor when a new virtual
        start counts. Here it stays in its queue, and takes its new place at once.
        """
        if attributes is not None:
            task.attributes = attributes
        if priority is None or self._sets_priority(task):
            priority = task.priority
        virtual_start_at = task.virtual_start_at if virtual_start_at is None else virtual_start_at
        if (priority, virtual_start_at) != (task.priority, task.virtual_start_at):
            self.queues[task.queue_sid].rank(task, priority, virtual_start_at)

    def hang_up(self, task: Task, reason: str | None = None) -> None:
        """Let the caller leave: the task is canceled before an agent has answered, wrapping afterwards.

        Does nothing if the task has ended.
        """
        task.reason = reason
        self._router.hang_up(task)

    def task(self, task_sid: str) -> Task | None:
        """Return a task that is alive, or has joined by `create_task` and ended lately; None if there is none."""
        joined = self._joined.get(task_sid)
        if joined is not None:
            return joined if self._is_shown(joined) else None
        return next((task for task in self._alive() if task.sid == task_sid), None)

    def tasks(self) -> list[Task]:
        """Return the tasks that are alive, and those that joined by `create_task` and ended lately, by creation."""
        ended = (task for task in self._joined.values() if task.ended_at is not None and self._is_shown(task))
        return sorted([*self._alive(), *ended], key=lambda task: task.number)

    def _is_shown(self, task: Task) -> bool:
        return task.ended_at is None or self.now - task.ended_at < ENDED_TASKS_KEPT_SECONDS

    def _sets_priority(self, task: Task) -> bool:
        workflow_sid = task.workflow_sid
        return workflow_sid is not None and self._workflow(workflow_sid).route(task.attributes)[1] is not None

    def _workflow(self, workflow_sid: str) -> Workflow:
        return {workflow.sid: workflow for workflow in self.plan.workflows}[workflow_sid]

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
