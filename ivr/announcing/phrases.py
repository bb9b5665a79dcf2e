"""A promise as sentences in the caller's language. Sentences live in locales/*.toml and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ivr.announcing.announce import Announcement

DEFAULT_LANGUAGE = "en"

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "greeting": frozenset(),
    "number_one": frozenset({"high"}),
    "number_range": frozenset({"low", "high"}),
    "number_below": frozenset({"high"}),
    "number_above": frozenset({"low"}),
    "band_range": frozenset({"low", "high"}),
    "band_below": frozenset({"high"}),
    "band_above": frozenset({"low"}),
    "shortly": frozenset(),
    "unstaffed": frozenset(),
    "unknown": frozenset(),
    "holding": frozenset(),
    "remaining_one": frozenset({"high"}),
    "remaining_below": frozenset({"high"}),
    "overdue": frozenset(),
    "position": frozenset({"position"}),
    "position_next": frozenset(),
    "goodbye": frozenset(),
    "sorry_overflow": frozenset(),
    "sorry_unknown_line": frozenset(),
    "sorry_not_connected": frozenset(),
}
"""Every sentence a language must have, and what is filled into it: {low} and {high} are numbers with their unit.

Where {low} belongs, {low_number} may stand instead: the bare number, as in "between 4 and 7 minutes".
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with the Twilio voice and language to say it in, or the recording that is played in its place."""

    text: str
    voice: str
    language: str
    play: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences."""

    name: str
    language: str
    voice: str
    fallback_voice: str
    """A plainer voice, for when Twilio would not take the first."""
    sentences: Mapping[str, str]
    minutes: tuple[str, ...]
    """Each number of minutes from 0 on with its unit."""
    recordings: Mapping[str, str]
    """Addresses of recordings by the key of the sentence they replace."""

    def say(self, key: str) -> Spoken:
        """Return the sentence of this key."""
        return Spoken(self.sentences[key], self.voice, self.language, self.recordings.get(key, ""))

    def spoken(self, text: str) -> Spoken:
        """Return the text in this language's voice."""
        return Spoken(text, self.voice, self.language)

    def wait(self, announcement: Announcement) -> Spoken:
        """Return the sentence that says what is promised, and nothing more."""
        if not announcement.has_number:
            return self.say(announcement.state.value)
        return self._filled(_key(announcement), announcement.low_minutes, announcement.high_minutes)

    def remaining(self, minutes: int, *, is_least: bool) -> Spoken:
        """Return the sentence that says how long it will still take, at most; `is_least`: less than that."""
        return self._filled("remaining_below" if is_least else "remaining_one", None, minutes)

    def position(self, place: int) -> Spoken:
        """Return the sentence that says which place in line the caller has."""
        if place == 1:
            return self.say("position_next")
        return self.spoken(self.sentences["position"].format(position=place))

    def plainer(self) -> "Phrases":
        """Return the same sentences in the fallback voice."""
        return replace(self, voice=self.fallback_voice)

    def with_recordings(self, recordings: Mapping[str, str]) -> "Phrases":
        """Return the same sentences, some of them replaced by these recordings."""
        return replace(self, recordings={**self.recordings, **recordings}) if recordings else self

    def _filled(self, key: str, low: int | None, high: int | None) -> Spoken:
        filled = {"low_number": low, "low": self._minutes(low), "high": self._minutes(high)}
        return self.spoken(self.sentences[key].format_map(filled))

    def _minutes(self, count: int | None) -> str:
        return "" if count is None else self.minutes[count]


def _key(announcement: Announcement) -> str:
    if announcement.high_minutes is None:
        return f"{announcement.state}_above"
    if announcement.low_minutes == 0:
        return f"{announcement.state}_below"
    if announcement.low_minutes == announcement.high_minutes:
        return f"{announcement.state}_one"
    return f"{announcement.state}_range"
