"""A call in progress: time passes on the clock, the caller presses keys or hangs up."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from simulator.caller.conversation import Heard, HungUp, Pressed, WasDropped
from simulator.caller.phone.key_presses import KeyPresses
from simulator.caller.phone.playback import Pending
from simulator.caller.phone.queue_visit import CallerHungUp
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.webhooks import CallDropped

APPLICATION_ERROR = "We are sorry, an application error has occurred. Goodbye."
_ERROR_SECONDS = 4.0


@dataclass(slots=True)
class Connection:
    """A call in progress; `pending` is what it waits for, None when it is over. `presses` answers its questions."""

    steps: Generator[Pending, str, None]
    recorder: Recorder
    presses: KeyPresses = field(default_factory=KeyPresses)
    pending: Pending | None = None

    @property
    def next_seconds(self) -> float:
        """When the call goes on by itself, on its clock; infinite when it is over."""
        return min(self.pending.until_seconds, self.presses.due_seconds) if self.pending else math.inf

    def open(self) -> None:
        """Start the call."""
        self._advance(lambda: next(self.steps))

    def press(self, key: str) -> None:
        """Press one key; it is ignored unless a question waits for keys."""
        self.recorder.note(Pressed(at_seconds=self.recorder.at_seconds, key=key))
        if self.pending and self.pending.takes_keys:
            self._advance(lambda: self.steps.send(key))

    def hang_up(self) -> None:
        """End the call if it is in progress."""
        if self.pending:
            self.recorder.note(HungUp(at_seconds=self.recorder.at_seconds, by_caller=True))
            self._advance(lambda: self.steps.throw(CallerHungUp()))

    def pass_until(self, moment_seconds: float, enough: Callable[[Pending], bool]) -> None:
        """Let time pass until the moment, until `enough` returns true, or until the call ends."""
        clock = self.recorder.clock
        while self.pending and not enough(self.pending):
            clock.wait_until(min(self.next_seconds, moment_seconds))
            if self.next_seconds > moment_seconds:
                return
            self.go_on()

    def go_on(self) -> None:
        """Let happen what is due at `next_seconds`: the person presses keys, or what was heard has ended."""
        if self.pending and self.presses.due_seconds <= self.pending.until_seconds:
            for key in self.presses.next_group():
                self.press(key)
        elif self.pending:
            self._advance(lambda: self.steps.send(""))

    def drop(self, reason: str) -> None:
        """Record that Twilio dropped the call, after the sentence that callers hear then."""
        self.pending = None
        at_seconds = self.recorder.at_seconds
        self.recorder.note(
            Heard(
                at_seconds=at_seconds,
                lasts_seconds=_ERROR_SECONDS,
                sentence=APPLICATION_ERROR,
                voice=None,
                language="en-US",
            )
        )
        self.recorder.note(WasDropped(at_seconds=at_seconds, reason=reason))

    def _advance(self, step: Callable[[], Pending]) -> None:
        try:
            self.pending = step()
            asks = self.pending.takes_keys and not self.pending.records
            self.presses.hear(takes_keys=asks, now_seconds=self.recorder.clock.now_seconds)
        except StopIteration:
            self.pending = None
        except CallDropped as error:
            self.drop(str(error))
            raise
