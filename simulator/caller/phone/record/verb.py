"""<Record>, by Twilio's page on the verb: the caller speaks after a beep, and the app is told of the recording."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from simulator.caller.conversation import HungUp, Pressed, Spoken
from simulator.caller.phone.playback import Pending, Playback
from simulator.caller.phone.queue_visit import CallerHungUp
from simulator.caller.phone.record.callbacks import News, RecordingCallbacks
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.webhooks import Webhooks
from simulator.caller.twiml.document import Document
from simulator.phones.recording import HANGS_UP, Message, RecordingDesk

ANY_KEY = "1234567890*#"
LONGEST_SECONDS, SILENCE_SECONDS = 3600.0, 5.0
"""The defaults of maxLength and timeout."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What <Record> heard: when it began, how long somebody spoke, how long it listened, and the key that ended it."""

    began_seconds: float
    spoken_seconds: float
    lasted_seconds: float
    digits: str = ""

    @property
    def hung_up(self) -> bool:
        """Whether the caller ended it by hanging up."""
        return self.digits == HANGS_UP


@dataclass(slots=True)
class Recorded:
    """The recordings of one call; `messages` are what the caller says at each <Record> in turn, then nothing."""

    recorder: Recorder
    webhooks: Webhooks
    playback: Playback
    desk: RecordingDesk
    messages: list[Message] = field(default_factory=list)
    callbacks: RecordingCallbacks = field(init=False)

    def __post_init__(self) -> None:
        self.callbacks = RecordingCallbacks(self.webhooks)

    def listen(self, verb: Element) -> Generator[Pending, str, Taken]:
        """Beep and record, until a key, silence, the greatest length or the caller's hanging up ends it."""
        clock = self.recorder.clock
        if verb.get("playBeep", "true") == "true":
            yield from self.playback.beep()
        began = clock.now_seconds
        message = self.messages.pop(0) if self.messages else Message(0.0)
        speaks = min(message.seconds, float(verb.get("maxLength", LONGEST_SECONDS)))
        try:
            digits = yield from self._hear(verb, speaks, message.ends_with)
        except CallerHungUp:
            digits = HANGS_UP
        lasted = clock.now_seconds - began
        return Taken(began, min(speaks, lasted), lasted, digits)

    def keep(self, verb: Element, document: Document, taken: Taken) -> Mapping[str, str] | None:
        """Keep the recording, and return the fields of the action's request; None if nothing was heard.

        Twilio does not document the event `absent` for silence; here an app that subscribed to it is told.
        """
        if taken.spoken_seconds <= 0:
            self.callbacks.owe(verb, document, News("absent", taken.began_seconds))
            return None
        trims = verb.get("trim", "trim-silence") == "trim-silence"
        seconds = round(taken.spoken_seconds if trims else taken.lasted_seconds)
        identity = self.webhooks.identity
        kept = self.desk.keep(identity.account_sid, identity.call_sid, taken.began_seconds, seconds)
        self.callbacks.owe(verb, document, News("in-progress", taken.began_seconds, kept))
        self.callbacks.owe(verb, document, News("completed", taken.began_seconds, kept, seconds))
        return {"RecordingUrl": kept.url, "RecordingDuration": str(seconds), "Digits": taken.digits}

    def _hear(self, verb: Element, speaks_seconds: float, ends_with: str) -> Generator[Pending, str, str]:
        clock, began = self.recorder.clock, self.recorder.clock.now_seconds
        finish, most_seconds = verb.get("finishOnKey", ANY_KEY), float(verb.get("maxLength", LONGEST_SECONDS))
        key = yield from self._speak(speaks_seconds, finish)
        if key or speaks_seconds >= most_seconds:
            return key
        if ends_with == HANGS_UP:
            self.recorder.note(HungUp(at_seconds=self.recorder.at_seconds, by_caller=True))
            return HANGS_UP
        if ends_with and ends_with in finish:
            self.recorder.note(Pressed(at_seconds=self.recorder.at_seconds, key=ends_with))
            return ends_with
        silence_seconds = float(verb.get("timeout", SILENCE_SECONDS)) or most_seconds
        return (yield from self._until(min(clock.now_seconds + silence_seconds, began + most_seconds), finish))

    def _speak(self, seconds: float, finish: str) -> Generator[Pending, str, str]:
        if not seconds:
            return ""
        began = self.recorder.clock.now_seconds
        place = self.recorder.note(Spoken(at_seconds=self.recorder.at_seconds, lasts_seconds=seconds))
        try:
            return (yield from self._until(began + seconds, finish))
        finally:
            spoken = self.recorder.clock.now_seconds - began
            if spoken < seconds:
                self.recorder.cut(place, spoken)

    def _until(self, moment_seconds: float, finish: str) -> Generator[Pending, str, str]:
        """Listen until the moment or until a key of `finish`, and return the key."""
        while self.recorder.clock.now_seconds < moment_seconds:
            key = yield Pending(moment_seconds, takes_keys=True, records=True)
            if key and key in finish:
                return key
        return ""
