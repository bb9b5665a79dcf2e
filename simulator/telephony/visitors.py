"""Phones of callers in other processes: `make call` registers its phone, and shows what is heard there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.caller.conversation import AgentAnswered, Event
from simulator.caller.transcript import described
from simulator.centre.agent_calls import AgentCall, AgentCalls
from simulator.phones.phone import Phone
from simulator.phones.phone_book import PhoneBook
from simulator.phones.placed_call import PlacedCall

AGENT_ANSWERS = "Agent is on the line"


@dataclass(slots=True)
class Visit:
    """What happened at one registered phone: lines for a terminal, and the calls that the exchange made to it."""

    since: float
    """When the phone was registered, in seconds since the epoch."""
    lines: list[tuple[float, str]] = field(default_factory=list)
    """Each line with its moment, in seconds since the epoch."""
    calls: list[PlacedCall] = field(default_factory=list)
    agent_at: float | None = None
    """When an agent came on the line; None until then."""


class Visitors:
    """The registered phones. `hear` is the exchange's listener; agents' own calls are read from `agent_calls`."""

    def __init__(self, phones: PhoneBook, agent_calls: AgentCalls) -> None:
        self._phones = phones
        self._agent_calls = agent_calls
        self._visits: dict[str, Visit] = {}

    def register(self, number: str, phone: Phone, now: float) -> None:
        """Let calls to the number ring this phone, and keep what is heard there from now on."""
        self._phones.register(number, phone)
        self._visits[number] = Visit(now)

    def leave(self, number: str) -> list[PlacedCall]:
        """Forget the phone, and return its calls that are not over."""
        self._phones.remove(number)
        visit = self._visits.pop(number, None)
        return [] if visit is None else [call for call in visit.calls if not call.is_over]

    def hear(self, call: PlacedCall, event: Event) -> None:
        """Keep an event of a call to a registered phone."""
        visit = self._visits.get(call.order.to)
        if visit is None:
            return
        if call not in visit.calls:
            visit.calls.append(call)
        at = (call.dialled_at or call.created_at) + event.at_seconds
        if line := described(event):
            visit.lines.append((at, line))
        if isinstance(event, AgentAnswered):
            visit.agent_at = at

    def heard(self, number: str, now: float) -> Visit | None:
        """Return what has happened at the phone by now; None for a number that is not registered."""
        visit = self._visits.get(number)
        if visit is None:
            return None
        own = [call for call in self._agent_calls.made if call.number == number and call.dialled_at >= visit.since]
        lines = [*visit.lines, *(line for call in own for line in _lines(call))]
        reached = [call.answered_at for call in own if call.reached]
        agent_at = next((at for at in (visit.agent_at, *reached) if at is not None and at <= now), None)
        told = sorted((line for line in lines if line[0] <= now), key=lambda line: line[0])
        return Visit(visit.since, told, visit.calls, agent_at)


def _lines(call: AgentCall) -> Iterator[tuple[float, str]]:
    """Yield the lines of a call that an agent makes, as a transcript has them."""
    yield call.dialled_at, "  0:00  Phone rings: an agent calls"
    if call.answered_at is not None:
        yield call.answered_at, f"{_time(call.answered_at - call.dialled_at)}  Caller answers: {AGENT_ANSWERS}"
    yield call.ends_at, f"{_time(call.ends_at - call.dialled_at)}  Call ends"


def _time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}".rjust(6)
