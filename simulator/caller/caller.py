"""A caller, who dials, listens, presses keys, waits and hangs up. Requests reach the app as Twilio sends them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps

from simulator.caller.conversation import Conversation, Dialled, Event, Progress, WasDropped
from simulator.caller.phone.call import Call
from simulator.caller.phone.clock import Clock, VirtualClock
from simulator.caller.phone.connection import Connection
from simulator.caller.phone.identity import Identity
from simulator.caller.phone.key_presses import KeyPresses
from simulator.caller.phone.playback import Pending, Playback
from simulator.caller.phone.record.verb import Recorded
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.signing import Signer, Token, form_request, json_request
from simulator.caller.phone.transport import Answer, Transport
from simulator.caller.phone.webhooks import CallDropped, Webhooks
from simulator.caller.scripted_switchboard import never_answers
from simulator.caller.switchboard import Switchboard
from simulator.centre.sids import sid
from simulator.phones.recording import Message, RecordingDesk, Recordings

LONGEST_ANNOUNCEMENT_SECONDS = 600.0
"""A call that reaches no question, queue or end within this time is dropped, because its documents form a loop."""


def ignore(event: Event) -> None:
    """Ignore the event."""
    del event


@dataclass(slots=True, kw_only=True)
class Caller:
    """One person, who may call several times; numbers are in E.164. Callers who share a clock call at the same time.

    Every method that continues the call raises CallDropped if Twilio would drop the call; `dropped` has the reason.
    """

    send: Transport
    to: str
    from_number: str
    account_sid: str
    auth_token: str
    switchboard: Switchboard = field(default_factory=never_answers)
    signer: Signer | None = None
    clock: Clock = field(default_factory=VirtualClock)
    patience_seconds: float = math.inf
    call_sid: str = ""
    answers: Sequence[str] = ()
    """Keys that the caller presses by themselves, in each call: one group for each question that takes keys."""
    reacts_seconds: float = 2.0
    messages: Sequence[Message] = ()
    """What the caller says, in each call, at one recording after another; nothing at further ones."""
    recordings: RecordingDesk = field(default_factory=Recordings)
    """How long after a question has begun the caller presses the next of `answers`."""
    listener: Callable[[Event], None] = ignore
    _calls: int = field(default=0, init=False)
    _connection: Connection | None = field(default=None, init=False)

    def dials(self, url: str, *, listens_seconds: float | None = None) -> None:
        """Call the number whose webhook is `url`; listen to the first question, queue or end, or `listens_seconds`."""
        self._calls += 1
        recorder = Recorder(self.clock, self.clock.now_seconds, self.listener)
        recorder.note(Dialled(at_seconds=0.0, to=self.to))
        presses = KeyPresses(list(self.answers), self.reacts_seconds)
        self._connection = Connection(self._call(url, recorder).run(url), recorder, presses)
        self._connection.open()
        if listens_seconds is None:
            self._listens()
        else:
            self.waits(listens_seconds)

    def presses(self, keys: str) -> None:
        """Press keys one after another, then listen as after dialling. Keys that no question waits for are ignored."""
        if self._connection:
            for key in keys:
                self._connection.press(key)
            self._listens()

    def waits(self, seconds: float) -> None:
        """Let `seconds` pass, or fewer if the call ends."""
        if self._connection:
            self._connection.pass_until(self.clock.now_seconds + seconds, lambda _: False)

    def waits_for_an_agent(self, at_most_seconds: float = 3600.0) -> bool:
        """Wait until an agent answers or the call ends; return whether an agent did."""
        if self._connection:
            moment_seconds = self.clock.now_seconds + at_most_seconds
            self._connection.pass_until(moment_seconds, lambda _: self.is_talking)
        return self.is_talking

    def waits_for_the_end(self, at_most_seconds: float = 3600.0) -> bool:
        """Wait until the call is over; return whether it is."""
        self.waits(at_most_seconds)
        return self.is_over

    def hangs_up(self) -> None:
        """End the call, and leave the queue, which the app is told by a webhook. Does nothing after the call's end."""
        if self._connection:
            self._connection.hang_up()

    def asks(
        self,
        url: str,
        *,
        method: str = "POST",
        form: Mapping[str, str] | None = None,
        json: Mapping[str, object] | None = None,
    ) -> Answer:
        """Send a signed request outside a call, as Studio's Make HTTP Request does; return the raw answer."""
        if json is None:
            request = form_request(method, url, (form or {}).items(), self._signer)
        else:
            request = json_request(url, dumps(json).encode(), self._signer)
        return self.send(request.method, request.url, request.headers, request.body)

    @property
    def conversation(self) -> Conversation:
        """The record of the current or last call."""
        return self._connection.recorder.conversation if self._connection else Conversation()

    @property
    def hears(self) -> str:
        """The last sentence heard; empty before the first."""
        return (self.heard_everything or ("",))[-1]

    @property
    def heard_everything(self) -> tuple[str, ...]:
        """Every sentence heard in the call."""
        return self.conversation.sentences

    @property
    def is_in_queue(self) -> bool:
        """Whether the caller waits in a queue."""
        return not self.is_over and self.conversation.progress is Progress.IN_QUEUE

    @property
    def is_talking(self) -> bool:
        """Whether an agent is on the line."""
        return not self.is_over and self.conversation.progress is Progress.TALKING

    @property
    def is_over(self) -> bool:
        """Whether there is no call in progress."""
        return self._connection is None or self._connection.pending is None

    @property
    def dropped(self) -> str | None:
        """Why Twilio dropped the call; None if it did not."""
        drops = self.conversation.of(WasDropped)
        return drops[-1].reason if drops else None

    def _is_settled(self, pending: Pending) -> bool:
        """Return whether nothing goes on before somebody else acts."""
        return pending.settled and math.isinf(self._connection.presses.due_seconds if self._connection else math.inf)

    @property
    def _signer(self) -> Signer:
        return self.signer or Token(self.auth_token)

    def _call(self, url: str, recorder: Recorder) -> Call:
        call_sid = self.call_sid or sid("CA", f"{self.from_number} {self.to} {self._calls}")
        identity = Identity(call_sid, self.account_sid, self.from_number, self.to)
        webhooks = Webhooks(self.send, self._signer, identity, recorder, home=url)
        playback = Playback(recorder, webhooks.recording_seconds)
        recorded = Recorded(recorder, webhooks, playback, self.recordings, list(self.messages))
        return Call(webhooks, playback, recorder, self.switchboard, self.patience_seconds, recorded)

    def _listens(self) -> None:
        if self._connection:
            moment_seconds = self.clock.now_seconds + LONGEST_ANNOUNCEMENT_SECONDS
            self._connection.pass_until(moment_seconds, self._is_settled)
            if self._connection.pending and not self._connection.pending.settled:
                reason = f"no question, queue or end within {LONGEST_ANNOUNCEMENT_SECONDS:.0f} s"
                self._connection.drop(reason)
                raise CallDropped(reason)
