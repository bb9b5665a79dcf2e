"""One day of a simulated contact centre: its callers, the phone that promises, the poller that carries out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from benchmarks.accuracy.centres.recording import OPENED_AT, scenario
from benchmarks.accuracy.centres.scenario_parts import OPEN_SECONDS
from benchmarks.callbacks.agenda import Agenda
from benchmarks.callbacks.centre_statistics import CentreStatistics
from benchmarks.callbacks.outbound_calls import OutboundCalls
from benchmarks.callbacks.people import ACCEPTS_AFTER_SECONDS, People
from benchmarks.callbacks.promising import Promised, Promising
from poller.deadline import for_callbacks
from poller.report import WorkspaceReport
from poller.setup import PollSetup
from poller.workspace.memory import WorkspaceMemory
from poller.workspace.run import WorkspaceRun, report_no_progress
from simulator.centre.centre import Centre
from simulator.centre.plan import Plan, Workflow
from simulator.centre.sids import sid
from simulator.centre.task import Task
from simulator.phones.phone_book import PhoneBook
from tests.fakes.memory_table import MemoryTable
from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_policy import Hold

LOOK_SECONDS: Final = 5.0
"""How often the day looks for callers who have come."""
AFTER_SECONDS: Final = 2 * 3600
"""How long callbacks are carried out after the last caller has come."""
MINUTE_SECONDS: Final = 60
POLL_LASTS_SECONDS: Final = 50.0
PUBLIC_URL: Final = "https://waits.example.com"
RETAINED_SECONDS: Final = 7200.0
FAIR_SECONDS: Final = 60.0
"""Who came this much earlier than a person who is called back must not be overtaken by them."""


@dataclass(slots=True)
class Day:
    """A day of a scenario, drawn by a seed; without a policy nobody is offered a callback."""

    name: str
    seed: int
    policy: CallbackPolicy | None
    poll_seconds: int = 60
    holds_the_line: bool = False
    """Whether those who would take a callback stay on the line instead, and never hang up."""
    centre: Centre = field(init=False)
    promising: Promising = field(init=False)
    outbound: OutboundCalls = field(init=False)
    overtaken: int = 0
    """Live callers who had come FAIR_SECONDS before somebody who was called back and served sooner."""
    agent_seconds: float = 0.0
    """How long agents were on duty, all together."""
    _agenda: Agenda = field(default_factory=Agenda)
    _seen: int = 0
    _served: set[str] = field(default_factory=set)
    _run: WorkspaceRun = field(init=False)

    def __post_init__(self) -> None:
        people, table = People(self.seed), MemoryTable()
        plan = _with_workflows(scenario(self.name, self.seed, multi_tasking=True).plan)
        book = PhoneBook(others=people.phone)
        self.centre = Centre(
            plan,
            seed=self.seed,
            opened_at=OPENED_AT,
            remember_callers=True,
            retained_seconds=RETAINED_SECONDS,
            phones=book,
        )
        lines = tuple(_lines(plan, self.policy))
        self.promising = Promising(self.centre, lines, people, table, self.holds_the_line)
        self.outbound = OutboundCalls(self.centre, self.promising, book, self._agenda)
        self._run = self._poller(plan, lines, table)

    def play(self) -> None:
        """Let the day happen."""
        end = OPENED_AT + OPEN_SECONDS + AFTER_SECONDS
        for number in range((OPEN_SECONDS + AFTER_SECONDS) // self.poll_seconds):
            self._agenda.at(OPENED_AT + 7.0 + number * self.poll_seconds, partial(self._poll, number))
        self._until(end)

    def callers(self) -> list[Task]:
        """Return those who called by themselves on this day."""
        return [each for each in self.centre.callers if each.workflow_sid is None]

    def spoke_at(self, promised: Promised) -> float | None:
        """Return when this person spoke with an agent; None if they never did."""
        stored = self.promising.store.find(promised.line.name, promised.number)
        calls = (each for each in self.centre.agent_calls.made if each.number == promised.number and each.reached)
        answered = next((each.answered_at for each in calls), None)
        return answered if answered is not None else self.outbound.spoke_at.get(promised.number) if stored else None

    def _until(self, when: float) -> None:
        while self.centre.now < when:
            self.centre.advance(min(when, self._agenda.next_at(), self.centre.now + LOOK_SECONDS))
            self._look()
            while self._agenda.next_at() <= self.centre.now:
                self._agenda.next()()

    def _look(self) -> None:
        """Greet those who have called, offer them a callback after a while, and see who is served."""
        for caller in self.centre.callers[self._seen :]:
            if caller.workflow_sid is None:
                self.promising.greets(caller)
                self._agenda.at(caller.created_at + ACCEPTS_AFTER_SECONDS, partial(self.promising.offers, caller))
        self._seen = len(self.centre.callers)
        self.outbound.look()
        for promised in self.promising.promised:
            if promised.number not in self._served and self.spoke_at(promised) is not None:
                self._served.add(promised.number)
                self.overtaken += self._waiting_before(promised)

    def _waiting_before(self, promised: Promised) -> int:
        waiting = self.centre.queues[promised.line.task_queue_sid].waiting()
        clearly_before = promised.caller.created_at - FAIR_SECONDS
        return sum(each.workflow_sid is None and each.created_at < clearly_before for each in waiting)

    def _poll(self, number: int) -> None:
        self.agent_seconds += self._on_duty() * self.poll_seconds
        next_reading_at = self.centre.now + self.poll_seconds
        deadline = Deadline(self.centre.now + POLL_LASTS_SECONDS, self._clock, self._pause)
        is_refresh = number * self.poll_seconds % MINUTE_SECONDS
        callbacks = self._run.refresh(deadline) if is_refresh else self._run.poll(deadline, report_no_progress)
        if callbacks is not None:
            callbacks.carry_out(for_callbacks(deadline, next_reading_at))

    def _on_duty(self) -> int:
        return sum(len(team.idle) + sum(each.task is not None for each in team.agents) for team in self.centre.teams)

    def _clock(self) -> float:
        return self.centre.now

    def _pause(self, seconds: float) -> None:
        self._until(self.centre.now + seconds)

    def _poller(self, plan: Plan, lines: tuple[Line, ...], table: MemoryTable) -> WorkspaceRun:
        setup = PollSetup(table=table, clock=self._clock, lines=lines, public_url=PUBLIC_URL)
        account_sid = lines[0].account.sid
        return WorkspaceRun(
            setup=setup,
            connect=lambda _: CentreStatistics(self.centre),
            account_sid=account_sid,
            report=WorkspaceReport("centre", plan.workspace.sid),
            memory=WorkspaceMemory(),
            actions=lambda _: self.outbound.actions,
        )


def _with_workflows(plan: Plan) -> Plan:
    """Return the plan with a workflow for each task queue, through which callbacks join it."""
    workflows = (
        Workflow(sid=sid("WW", each.sid), friendly_name=each.friendly_name, default_queue_sid=each.sid)
        for each in plan.task_queues
    )
    return replace(plan, workflows=tuple(workflows))


def _lines(plan: Plan, policy: CallbackPolicy | None) -> Iterator[Line]:
    account = Account(name="centre", sid=sid("AC", "centre"), auth_tokens=(), workspace_sids=(plan.workspace.sid,))
    for workflow in plan.workflows:
        yield Line(
            name=workflow.friendly_name,
            account=account,
            workspace_sid=plan.workspace.sid,
            workflow_sid=workflow.sid,
            task_queue_sid=workflow.default_queue_sid,
            hold=Hold(is_fifo=True),
            callback=policy,
        )
