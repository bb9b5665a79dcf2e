"""Announcements as sentences in the caller's language. The sentences themselves are in locales/*.toml."""

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
    "closed": frozenset(),
    "closed_holiday": frozenset(),
    "closed_event": frozenset(),
    "closed_training": frozenset(),
    "closed_emergency": frozenset(),
    "opens_today": frozenset({"at"}),
    "opens_tomorrow": frozenset({"at"}),
    "opens_weekday": frozenset({"weekday", "at"}),
    "opens_date": frozenset({"date", "at"}),
    "closes_uncertain": frozenset({"at"}),
    "closes_unlikely": frozenset({"at"}),
    "offer_overflow": frozenset(),
    "closed_meanwhile": frozenset(),
    "offer_voicemail": frozenset(),
    "voicemail": frozenset({"length"}),
    "voicemail_pound": frozenset(),
    "voicemail_star": frozenset(),
    "voicemail_tone": frozenset(),
    "voicemail_unheard": frozenset(),
    "voicemail_choice": frozenset(),
    "voicemail_kept": frozenset(),
    "voicemail_impossible": frozenset(),
    "callback_offer": frozenset(),
    "callback_right": frozenset({"number"}),
    "callback_right_or_other": frozenset({"number"}),
    "callback_type": frozenset(),
    "callback_type_again": frozenset(),
    "callback_between": frozenset({"low", "high"}),
    "callback_before": frozenset({"high"}),
    "callback_in": frozenset({"low", "high"}),
    "callback_within": frozenset({"high"}),
    "callback_promised": frozenset(),
    "callback_impossible": frozenset(),
    "callback_rejoined": frozenset(),
    "callback_hello": frozenset(),
    "callback_keys": frozenset(),
    "callback_connecting": frozenset(),
    "callback_cancelled": frozenset(),
    "callback_goodbye": frozenset(),
}
"""The key of every sentence that a language must have, and the placeholders that the sentence must contain.

{low} and {high} are numbers with their unit. {low_number}, the bare number, may take the place of {low}, as in "between
4 and 7 minutes". In callback_between and callback_before they are times of day.
"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, Twilio's voice and language for it, and the URL of the recording that replaces it, or ""."""

    text: str
    voice: str
    language: str
    play: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a language puts times and weekdays into a sentence."""

    at: str
    """The time of day with its preposition: "at {time}"."""
    at_one: str
    """The same for one o'clock, if the language has another form for it."""
    between: str
    """The time of day after "between" and "before": "{time}", in some languages with an article."""
    between_one: str
    """The same for one o'clock."""
    weekdays: tuple[str, ...]
    """The days from Monday on with their preposition: "on Monday"."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language."""

    name: str
    language: str
    voice: str
    fallback_voice: str
    """The voice for the answer after an error, because the error may mean that the first voice is unavailable."""
    sentences: Mapping[str, str]
    minutes: tuple[str, ...]
    """The numbers from 0 on, each with its unit in the right plural form."""
    recordings: Mapping[str, str]
    """URLs of recordings by the key of the sentence that each replaces."""
    clock: Clock

    def say(self, key: str) -> Spoken:
        """Return the sentence with this key."""
        return Spoken(self.sentences[key], self.voice, self.language, self.recordings.get(key, ""))

    def spoken(self, text: str) -> Spoken:
        """Return the text in this language's voice."""
        return Spoken(text, self.voice, self.language)

    def fill(self, key: str, **values: str) -> Spoken:
        """Return the sentence with this key; `values` fill its placeholders."""
        return self.spoken(self.sentences[key].format_map(values))

    def wait(self, announcement: Announcement) -> Spoken:
        """Return the sentence for this announcement."""
        if not announcement.has_number:
            return self.say(announcement.state.value)
        return self._filled(_key(announcement), announcement.low_minutes, announcement.high_minutes)

    def remaining(self, minutes: int, *, is_least: bool) -> Spoken:
        """Return the sentence that says how long the wait still takes; with `is_least`, "less than" `minutes`."""
        return self._filled("remaining_below" if is_least else "remaining_one", None, minutes)

    def range(self, key: str, low_minutes: int | None, high_minutes: int) -> Spoken:
        """Return the sentence with this key; minutes with their unit fill its placeholders."""
        return self._filled(key, low_minutes, high_minutes)

    def position(self, place: int) -> Spoken:
        """Return the sentence that says the caller's place in line; place 1 is next."""
        if place == 1:
            return self.say("position_next")
        return self.spoken(self.sentences["position"].format(position=place))

    def plainer(self) -> "Phrases":
        """Return the same sentences in the fallback voice."""
        return replace(self, voice=self.fallback_voice)

    def with_recordings(self, recordings: Mapping[str, str]) -> "Phrases":
        """Return the same sentences, with `recordings` (URLs by the key of a sentence) in place of some."""
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
