"""One outbound call from the exchange to a person's phone, and what is heard there."""

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from simulator.caller.conversation import Answered, Conversation, Event, Rang
from simulator.caller.phone.call import Call
from simulator.caller.phone.clock import Clock
from simulator.caller.phone.connection import Connection
from simulator.caller.phone.identity import OUTBOUND, Identity
from simulator.caller.phone.key_presses import KeyPresses
from simulator.caller.phone.playback import Playback
from simulator.caller.phone.record.verb import Recorded
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.signing import Token
from simulator.caller.phone.transport import Transport
from simulator.caller.phone.webhooks import CallDropped, Webhooks
from simulator.caller.switchboard import Switchboard
from simulator.phones.phone import Phone, Ring
from simulator.phones.placed_call import CallStatus, PlacedCall
from simulator.phones.recording import RecordingDesk
from simulator.telephony.status_callbacks import StatusCallbacks


@dataclass(slots=True, kw_only=True)
class Outgoing:
    """One call. Whoever drives it lets the clock reach `next_seconds`, and then calls `go_on`."""

    call: PlacedCall
    phone: Phone
    clock: Clock
    send: Transport
    auth_token: str
    switchboard: Switchboard
    recordings: RecordingDesk
    listener: Callable[[Event], None]
    _recorder: Recorder = field(init=False)
    _callbacks: StatusCallbacks = field(init=False)
    _ring: Ring = field(init=False)
    _ring_ends_seconds: float = math.inf
    _connection: Connection | None = None
    _hangs_up_seconds: float = math.inf

    def __post_init__(self) -> None:
        self._callbacks = StatusCallbacks(self.call, self._identity, self.send, Token(self.auth_token))
        self._recorder = Recorder(self.clock, self.clock.now_seconds, self.listener)
        self._ring = self.phone.rung(self.call.order.timeout_seconds)

    @property
    def conversation(self) -> Conversation:
        """What was heard so far."""
        return self._recorder.conversation

    @property
    def next_seconds(self) -> float:
        """When the call goes on, on the clock; infinite when it is over."""
        if self.call.is_over:
            return math.inf
        if self._connection is None:
            return self._ring_ends_seconds
        return min(self._connection.next_seconds, self._hangs_up_seconds)

    def dial(self) -> None:
        """Begin to ring the phone."""
        now = self._recorder.started_seconds = self.clock.now_seconds
        self.call.dialled_at = now
        self._ring_ends_seconds = now + self._ring.after_seconds
        self._recorder.note(Rang(at_seconds=0.0, from_number=self.call.order.from_number))
        self._callbacks.tell("initiated", now)
        self._become("ringing")

    def go_on(self) -> None:
        """Do what is due now."""
        now = self.clock.now_seconds
        if self._connection is None:
            self._answer_or_end()
        elif now >= self._hangs_up_seconds:
            self.hang_up()
        else:
            with suppress(CallDropped):  # the conversation says so, and the call is over
                self._connection.go_on()
        self._end_if_over()

    def hang_up(self) -> None:
        """Let the person hang up, if the call was answered."""
        if self._connection:
            with suppress(CallDropped):
                self._connection.hang_up()
            self._end_if_over()

    def cancel(self) -> None:
        """End a call that nobody has answered yet."""
        self._become("canceled")

    def _answer_or_end(self) -> None:
        if not self._ring.is_answered:
            self._become("no-answer" if self._ring.status == "no-answer" else self._failed())
            return
        self.call.answered_at = self.clock.now_seconds
        if self.phone.is_machine:
            self._hangs_up_seconds = self.clock.now_seconds + self.phone.machine_seconds
        self._recorder.note(Answered(at_seconds=self._recorder.at_seconds, by_machine=self.phone.is_machine))
        self._become("in-progress")
        keys = [] if self.phone.is_machine else list(self.phone.keys)
        steps = self._played().run(self.call.order.url, self.call.order.method)
        self._connection = Connection(steps, self._recorder, KeyPresses(keys, self.phone.reacts_seconds))
        with suppress(CallDropped):
            self._connection.open()

    def _failed(self) -> CallStatus:
        return "busy" if self._ring.status == "busy" else "failed"

    def _played(self) -> Call:
        signer, order = Token(self.auth_token), self.call.order
        webhooks = Webhooks(self.send, signer, self._identity, self._recorder, home=order.url)
        playback = Playback(self._recorder, webhooks.recording_seconds)
        patience = self.phone.patience_seconds
        recorded = Recorded(self._recorder, webhooks, playback, self.recordings)
        return Call(webhooks, playback, self._recorder, self.switchboard, patience, recorded, status="in-progress")

    def _end_if_over(self) -> None:
        if self._connection and self._connection.pending is None and not self.call.is_over:
            self._become("completed")

    def _become(self, status: CallStatus) -> None:
        self.call.status, self.call.updated_at = status, self.clock.now_seconds
        if self.call.is_over:
            self.call.ended_at = self.clock.now_seconds
        self._callbacks.tell(status, self.clock.now_seconds)

    @property
    def _identity(self) -> Identity:
        order = self.call.order
        return Identity(self.call.sid, self.call.account_sid, order.from_number, order.to, OUTBOUND)
