"""The record of one callback: who is called back, when that was promised, and how far it has come."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from waittimes import flat_record

ID_DIGITS: Final = 24
"""How many hexadecimal digits an id has: 96 bits, so that two numbers of a line never share one."""


class State(StrEnum):
    """How far a callback has come."""

    CONFIRMED = "confirmed"
    """The caller has confirmed it. Their call may still be in the queue, and an agent may still answer it."""
    WAITING = "waiting"
    """The call has left the queue. The callback keeps its place."""
    PLACED = "placed"
    """Style `flex`: its task stands in the queue."""
    CALLING = "calling"
    """Style `dial`: a call to the person is being made, or was about to be when the poller last wrote."""
    ACCEPTED = "accepted"
    """Style `dial`: the person has answered and pressed the key, and stands at the head of the queue."""
    REJOINED = "rejoined"
    """The person has called in again, and that call takes the place over."""
    WITHDRAWN = "withdrawn"
    """An operator has cancelled it, or an agent has answered the first call after all. Its task is still to go."""
    REACHED = "reached"
    """The person has spoken with an agent."""
    CONNECTED = "connected"
    """An agent answered the first call at the moment in which the callback was confirmed."""
    EXPIRED = "expired"
    """The person was not reached in time."""
    REFUSED = "refused"
    """The number cannot be called."""
    ABANDONED = "abandoned"
    """Style `dial`: the person pressed the key, and hung up before an agent answered."""
    CANCELLED = "cancelled"
    """The person or an operator has cancelled it."""

    @property
    def is_pending(self) -> bool:
        """Whether something is still to be done."""
        return self not in FINISHED


FINISHED: Final = frozenset(
    {State.REACHED, State.CONNECTED, State.EXPIRED, State.REFUSED, State.ABANDONED, State.CANCELLED}
)


class UnreadableCallback(ValueError):
    """The stored item is not a callback that this program wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One callback. Times are in seconds since the epoch; 0 stands for a time that has not come."""

    id: str
    """See `id_of`."""
    line: str
    """The line's name."""
    state: State
    number: str
    """The number to call, in E.164; "" once the callback is finished."""
    caller_id: str
    """The number that the person sees: the one they had called, or the line's `caller_id`."""
    call_sid: str
    """The call in which the callback was promised."""
    joined_at: float
    """When the caller joined the queue: the place that the callback keeps."""
    confirmed_at: float
    low_at: float
    """The beginning of the promised window."""
    high_at: float
    """The end of the promised window."""
    expires_at: float
    """When nobody tries any more."""
    language: str
    promise: str
    """What the caller was told, for the agent who talks to them: the JSON of the task's attribute `promise`."""
    was_in_queue: bool
    """Whether the caller had joined the queue, where leaving it counts as a cancelled task."""
    left_at: float = 0.0
    """When the call left the queue."""
    attempts: int = 0
    """How many calls were made to the person, one that is under way included."""
    next_at: float = 0.0
    """Nothing is attempted before this."""
    attempt_at: float = 0.0
    """When the newest attempt began: a call, or the creation of the task."""
    outbound_call_sid: str = ""
    """The newest call to the person; "" while the answer of Twilio is missing."""
    ended_call_sid: str = ""
    """The call to the person that ended last, of which Twilio may tell again."""
    task_sid: str = ""
    """Style `flex`: the callback's task; "" while the answer of Twilio is missing."""
    rejoined_call_sid: str = ""
    """The call with which the person rang in again."""
    rejoined_task_sid: str = ""
    """The task of that call, once it has the callback's place."""
    reached_at: float = 0.0
    """When the person pressed the key, or spoke with an agent."""

    def after_leaving(self, *, was_connected: bool, now: float) -> "Callback":
        """Return the callback once the call in which it was confirmed has left the queue, to an agent or not."""
        if self.state is not State.CONFIRMED:
            return self
        return self.finished(State.CONNECTED) if was_connected else replace(self, state=State.WAITING, left_at=now)

    def finished(self, state: State) -> "Callback":
        """Return the callback in a final state, without the numbers."""
        return replace(self, state=state, number="", caller_id="")


def id_of(line_name: str, number: str) -> str:
    """Return the id of a callback: a hash of the line and the number, so that no key holds a number."""
    return hashlib.sha256(f"{line_name}\n{number}".encode()).hexdigest()[:ID_DIGITS]


def encode(callback: Callback) -> bytes:
    """Return the callback as it is stored."""
    return flat_record.encode(callback)


def decode(rows: bytes) -> Callback:
    """Return the callback that `encode` wrote. Raises UnreadableCallback."""
    try:
        return flat_record.decode(Callback, rows)
    except flat_record.UNREADABLE as error:
        raise UnreadableCallback(f"not a callback: {type(error).__name__}") from error
