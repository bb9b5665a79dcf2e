"""What a caller hears, and for how long: Say, Play, Pause, and the keys of Gather."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from simulator.caller.conversation import Beep, Heard, Music, Silence, Sound
from simulator.caller.phone.durations import sentence_seconds
from simulator.caller.phone.recorder import Recorder
from simulator.caller.twiml.document import text_of

MOST_REPEATS = 1000
"""The repetitions of loop="0", by Twilio's page on <Say>."""

DEFAULT_PLAYLIST = "Twilio's default playlist"

BEEP_SECONDS = 0.5

_TOLERANCE_SECONDS = 1e-6


@dataclass(frozen=True, slots=True)
class Pending:
    """The line is busy until a moment of the clock, or, if it takes keys, until a key is pressed.

    It is `settled` if only the caller or the switchboard can change it: at a question, in a queue, with an agent.
    """

    until_seconds: float
    takes_keys: bool = False
    settled: bool = False
    records: bool = False
    """Whether the line records what the caller says: a key may end that, but none is asked for."""


Steps = Generator[Pending, str, str]
"""Yields what the line waits for; is sent the key that ended it ("" if time did); returns the last key."""


@dataclass(frozen=True, slots=True)
class Playback:
    """Plays verbs to the caller, and records what they hear."""

    recorder: Recorder
    recording_seconds: Callable[[str], float]

    def listen(self, verb: Element, address: str, *, takes_keys: bool = False) -> Steps:
        """Play one Say, Play or Pause to its end, or until a key is pressed; return the key."""
        return (yield from self._hear(self._sound(verb, address), takes_keys=takes_keys))

    def beep(self) -> Steps:
        """Play the tone after which a recording begins."""
        return (yield from self._hear(Beep(at_seconds=self.recorder.at_seconds, lasts_seconds=BEEP_SECONDS)))

    def hold_music(self, wait_url: str | None) -> Steps:
        """Play without end: Twilio's playlist if there is no URL, silence if the URL is empty."""
        at_seconds = self.recorder.at_seconds
        if wait_url == "":
            return (yield from self._hear(Silence(at_seconds=at_seconds, lasts_seconds=math.inf)))
        music = Music(at_seconds=at_seconds, lasts_seconds=math.inf, url=wait_url or DEFAULT_PLAYLIST)
        return (yield from self._hear(music))

    def digits(self, gather: Element, first: str) -> Generator[Pending, str, str]:
        """Collect the keys that a Gather asks for, after `first`, pressed during its prompts; return the digits."""
        clock, digits, key = self.recorder.clock, "", first
        finish, most = gather.get("finishOnKey", "#"), int(gather.get("numDigits", MOST_REPEATS))
        takes_keys = "dtmf" in gather.get("input", "dtmf")
        patience = gather.get("timeout", "5")
        patience_seconds = 5.0 if patience == "auto" else float(patience)
        while len(digits) < most:
            if not key:
                key = yield Pending(clock.now_seconds + patience_seconds, takes_keys, settled=not digits)
            if not key or key in finish:
                break
            digits, key = digits + key, ""
        return digits

    def _sound(self, verb: Element, address: str) -> Sound:
        at_seconds, times = self.recorder.at_seconds, int(verb.get("loop", "1")) or MOST_REPEATS
        if verb.tag == "Pause":
            return Silence(at_seconds=at_seconds, lasts_seconds=float(verb.get("length", "1")))
        if verb.tag == "Play":
            lasts = self.recording_seconds(address) if text_of(verb) else len(verb.get("digits", "")) / 2
            return Music(at_seconds=at_seconds, lasts_seconds=lasts * times, url=address)
        sentence = text_of(verb)
        return Heard(
            at_seconds=at_seconds,
            lasts_seconds=sentence_seconds(sentence) * times,
            sentence=sentence,
            voice=verb.get("voice"),
            language=verb.get("language"),
            times=times,
        )

    def _hear(self, sound: Sound, *, takes_keys: bool = False) -> Steps:
        clock = self.recorder.clock
        began_seconds, place = clock.now_seconds, self.recorder.note(sound)
        try:
            return (yield Pending(began_seconds + sound.lasts_seconds, takes_keys))
        finally:
            heard_seconds = clock.now_seconds - began_seconds
            if heard_seconds < sound.lasts_seconds - _TOLERANCE_SECONDS:
                self.recorder.cut(place, heard_seconds)
