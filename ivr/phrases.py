"""A promise as sentences in the caller's language. Sentences live in locales/*.toml and nowhere else."""

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ivr.announce import Announcement, State
from waittimes.section import ConfigurationError

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
    "sorry_unknown_line": frozenset(),
    "sorry_not_connected": frozenset(),
}
"""Every sentence a language must have, and what is filled into it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with the Twilio voice and language to say it in."""

    text: str
    voice: str
    language: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences."""

    name: str
    language: str
    voice: str
    sentences: Mapping[str, str]
    minute: Mapping[str, str]

    def say(self, key: str) -> Spoken:
        """Return the sentence of this key."""
        return self.spoken(self.sentences[key])

    def spoken(self, text: str) -> Spoken:
        """Return the text in this language's voice."""
        return Spoken(text, self.voice, self.language)

    def wait(self, announcement: Announcement) -> Spoken:
        """Return the sentence that says what is promised, and nothing more."""
        low, high = announcement.low_minutes, announcement.high_minutes
        # Of a range only the upper end carries the unit: "between 4 and 7 minutes".
        filled = {"low": self._minutes(low) if high is None else low, "high": self._minutes(high)}
        return self.spoken(self.sentences[_key(announcement)].format_map(filled))

    def _minutes(self, count: int | None) -> str:
        return "" if count is None else self.minute["one" if count == 1 else "other"].format(count=count)


def _key(announcement: Announcement) -> str:
    if announcement.state not in (State.NUMBER, State.BAND):
        return announcement.state.value
    if announcement.high_minutes is None:
        return f"{announcement.state}_above"
    if announcement.low_minutes == 0:
        return f"{announcement.state}_below"
    if announcement.low_minutes == announcement.high_minutes:
        return f"{announcement.state}_one"
    return f"{announcement.state}_range"


def load() -> dict[str, Phrases]:
    """Return every language's phrases by name. Raises ConfigurationError naming file and key."""
    files = sorted(
        (each for each in resources.files("ivr").joinpath("locales").iterdir() if each.name.endswith(".toml")),
        key=lambda each: each.name,
    )
    languages = {each.name.removesuffix(".toml"): tomllib.loads(each.read_text(encoding="utf-8")) for each in files}
    problems = [f"{name}.toml: {each}" for name, tables in languages.items() for each in mistakes(tables)]
    if problems:
        raise ConfigurationError(problems)
    return {name: _phrases(name, tables) for name, tables in languages.items()}


def mistakes(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one language's file, naming the key."""
    sentences, minutes = tables.get("sentences", {}), tables.get("minutes", {})
    for key in PLACEHOLDERS.keys() | sentences.keys():
        if complaint := _mistake(sentences.get(key), PLACEHOLDERS.get(key)):
            yield f"[sentences] {key} {complaint}"
    for key in ("one", "other"):
        if complaint := _mistake(minutes.get(key), frozenset({"count"})):
            yield f"[minutes] {key} {complaint}"
    for key in ("language", "voice"):
        if not tables.get(key):
            yield f"{key} is missing; choose one of Twilio's"


def _mistake(sentence: Any, placeholders: frozenset[str] | None) -> str | None:
    """Return what is wrong with a sentence into which these placeholders are filled."""
    if placeholders is None:
        return "is no sentence of ours; remove it"
    if not isinstance(sentence, str) or not sentence.strip():
        return "is missing; translate it"
    try:
        found = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    except ValueError as error:
        return f"cannot be filled in: {error}"
    if missing := placeholders - found:
        return f"lacks {{{min(missing)}}}; put it where it is said"
    if strange := found - placeholders:
        return f"has {{{min(strange)}}}, which nothing fills; remove it"
    return None


def _phrases(name: str, tables: Mapping[str, Any]) -> Phrases:
    return Phrases(name, tables["language"], tables["voice"], tables["sentences"], tables["minutes"])
