"""A caller in a queue: the hold loop plays until an agent answers or the call leaves."""

from contextlib import closing
from dataclasses import dataclass

from simulator.caller.conversation import AgentAnswered, HungUp
from simulator.caller.phone.playback import Pending, Steps
from simulator.caller.phone.recorder import Recorder
from simulator.caller.switchboard import Answered, Gone, Switchboard, Ticket, Waiting

QUEUE_SIZE = 100
"""How many calls a voice queue holds by default."""


class CallerHungUp(Exception):
    """The caller hung up. Raised into the generator that performs the call."""


@dataclass(slots=True)
class QueueVisit:
    """One caller's time in a queue, from joining it to the end of the talk with an agent."""

    switchboard: Switchboard
    recorder: Recorder
    ticket: Ticket
    gives_up_seconds: float
    taken_seconds: float | None = None
    answered: bool = False
    gone: bool = False

    @property
    def waited_seconds(self) -> float:
        """How long the caller has waited, or had waited when the call left the queue."""
        until_seconds = self._now_seconds if self.taken_seconds is None else self.taken_seconds
        return round(until_seconds - self.ticket.entered_seconds, 3)

    def fields(self) -> dict[str, str]:
        """Return the parameters that Twilio adds for a queued call, by its page on <Enqueue> waitUrl."""
        standing = self.switchboard.standing(self.ticket, self._now_seconds)
        waiting = standing if isinstance(standing, Waiting) else Waiting()
        return {
            "QueuePosition": str(waiting.position),
            "QueueSid": self.ticket.queue_sid,
            "QueueTime": str(int(self.waited_seconds)),
            "AvgQueueTime": str(waiting.average_seconds),
            "CurrentQueueSize": str(waiting.callers),
            "MaxQueueSize": str(QUEUE_SIZE),
        }

    def spend(self, loop: Steps) -> Steps:
        """Wait with the hold loop, then talk; return the QueueResult, which the loop returns if it ends the wait.

        Raises CallerHungUp when the caller gives up. Tells the switchboard of every end that it did not cause itself.
        """
        try:
            with closing(loop):
                result = yield from self._wait(loop)
            if self.answered:
                self.recorder.note(AgentAnswered(at_seconds=self.recorder.at_seconds))
                result = yield from self._talk()
        finally:
            if not self.gone:
                self.switchboard.leaves(self.ticket, self._now_seconds)
        return result

    def _wait(self, loop: Steps) -> Steps:
        try:
            pending = next(loop)
            while isinstance(standing := self._standing(), Waiting):
                if self._now_seconds >= self.gives_up_seconds:
                    self._give_up()
                if self._now_seconds >= pending.until_seconds:
                    pending = loop.send("")
                    continue
                until_seconds = min(pending.until_seconds, standing.next_seconds, self.gives_up_seconds)
                key = yield Pending(until_seconds, pending.takes_keys, settled=True)
                pending = loop.send(key) if key else pending
        except StopIteration as stop:
            return str(stop.value)
        self.taken_seconds, self.answered = self._now_seconds, isinstance(standing, Answered)
        return standing.result if isinstance(standing, Gone) else ""

    def _talk(self) -> Steps:
        while True:
            match self._standing():
                case Gone(result):
                    return result
                case standing:
                    yield Pending(standing.next_seconds, settled=True)

    def _give_up(self) -> None:
        self.recorder.note(HungUp(at_seconds=self.recorder.at_seconds, by_caller=True))
        raise CallerHungUp

    def _standing(self) -> Waiting | Answered | Gone:
        standing = self.switchboard.standing(self.ticket, self._now_seconds)
        self.gone = isinstance(standing, Gone)
        return standing

    @property
    def _now_seconds(self) -> float:
        return self.recorder.clock.now_seconds
