"""The calls of style `dial`: they ring people's phones, and those who press the key join at the head of the queue."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks.callbacks.agenda import Agenda
from benchmarks.callbacks.centre_actions import CentreActions
from benchmarks.callbacks.promising import Promising
from poller.taskrouter.actions import NewCall
from simulator.centre.centre import Centre
from simulator.centre.task import Task
from simulator.phones.phone_book import PhoneBook
from waittimes.callbacks.attempt import after_call
from waittimes.callbacks.record import Callback, State
from waittimes.settings.config import Line

CONNECTS_AFTER_SECONDS = 2.0
"""From the order to the first ring."""


@dataclass(slots=True)
class OutboundCalls:
    """Carries out calls to people, as Twilio and the phone's webhooks do together."""

    centre: Centre
    promising: Promising
    phones: PhoneBook
    agenda: Agenda
    actions: CentreActions = field(init=False)
    joined: dict[str, Task] = field(default_factory=dict)
    """The task of each person who pressed the key and has not spoken with an agent yet, by their number."""
    spoke_at: dict[str, float] = field(default_factory=dict)
    """When each person spoke with an agent, by their number."""

    def __post_init__(self) -> None:
        self.actions = CentreActions(self.centre, self.dial)

    def dial(self, call_sid: str, call: NewCall) -> None:
        """Ring the phone."""
        phone, now = self.phones.rung(call.to), self.centre.now
        ring = phone.rung(call.ring_seconds)
        picked_up_at = now + CONNECTS_AFTER_SECONDS + ring.after_seconds
        if not ring.is_answered:
            self.agenda.at(picked_up_at, lambda: self._ends(call_sid, call.to, ring.status))
        elif phone.is_machine:
            self.agenda.at(picked_up_at + phone.machine_seconds, lambda: self._ends(call_sid, call.to, "completed"))
        else:
            self.agenda.at(picked_up_at + phone.reacts_seconds, lambda: self._accepts(call_sid, call.to))

    def look(self) -> None:
        """Note who speaks with an agent now."""
        for number, accepted_at in [(each, task.accepted_at) for each, task in self.joined.items()]:
            if accepted_at is not None:
                del self.joined[number]
                self.spoke_at[number] = accepted_at
                self._change(number, partial(replace, state=State.REACHED, reached_at=accepted_at))

    def _accepts(self, call_sid: str, number: str) -> None:
        self.actions.now_is(call_sid, "in-progress")
        line, now = self._line(number), self.centre.now
        self._change(number, lambda each: replace(each, state=State.ACCEPTED, reached_at=now))
        self.joined[number] = self.centre.create_task(line.workflow_sid, {"from": number}, line.priority + 1)

    def _ends(self, call_sid: str, number: str, status: str) -> None:
        self.actions.now_is(call_sid, status)
        policy, now = self._line(number).callback, self.centre.now
        if policy is not None:
            self._change(number, lambda each: after_call(each, call_sid, status, policy, now=now))

    def _change(self, number: str, into: Callable[[Callback], Callback]) -> None:
        self.promising.store.change(self._line(number).name, number, into, now=self.centre.now)

    def _line(self, number: str) -> Line:
        return next(each.line for each in self.promising.promised if each.number == number)
