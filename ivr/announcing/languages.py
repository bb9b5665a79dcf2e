"""The languages: every file of locales/*.toml, checked to the last placeholder before the first call."""

import functools
import string
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from ivr.announcing import plurals
from ivr.announcing.phrases import PLACEHOLDERS, Phrases
from waittimes.settings import formats
from waittimes.settings.line_policy import Vocabulary
from waittimes.settings.settings_reader import ConfigurationError

WRITTEN_OUT = frozenset({"zero", "one", "two"})
"""Forms that may hold the number in words."""
TOP_LEVEL = frozenset({"language", "voice", "fallback_voice", "minutes", "sentences"})


@functools.cache
def load() -> Mapping[str, Phrases]:
    """Return every language's phrases by name. Raises ConfigurationError naming file and key."""
    files = [
        each
        for each in resources.files("ivr").joinpath("announcing", "locales").iterdir()
        if each.name.endswith(".toml")
    ]
    contents = {each.name: each.read_text(encoding="utf-8") for each in sorted(files, key=lambda each: each.name)}
    return loaded(contents)


def vocabulary() -> Vocabulary:
    """Return the languages there are, and the sentences that a recording can replace. Raises ConfigurationError."""
    recordable = tuple(key for key, placeholders in PLACEHOLDERS.items() if not placeholders)
    return Vocabulary(languages=tuple(load()), recordable=recordable)


def loaded(contents: Mapping[str, str]) -> Mapping[str, Phrases]:
    """Return the phrases that these files hold, by the languages they are named after. Raises ConfigurationError."""
    languages: dict[str, Phrases] = {}
    problems: list[str] = []
    for file, content in contents.items():
        name = file.removesuffix(".toml")
        try:
            tables, forms = tomllib.loads(content), plurals.forms(name)
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{file}: is not TOML: {error}; mend it there")
        except plurals.UnknownRules as error:
            problems.append(f"{file}: {name} {error}")
        else:
            found = [f"{file}: {each}" for each in mistakes(tables, frozenset(forms))]
            problems += found
            if not found:
                languages[name] = _phrases(name, tables, forms)
    if problems:
        raise ConfigurationError(problems)
    return languages


def mistakes(tables: Mapping[str, Any], forms: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the file of a language that has these plural forms, naming the key."""
    sentences, minutes = _table(tables, "sentences"), _table(tables, "minutes")
    for key in sorted(PLACEHOLDERS.keys() | sentences.keys()):
        if complaint := _mistake_of_sentence(sentences.get(key), PLACEHOLDERS.get(key)):
            yield f"[sentences] {key} {complaint}"
    for form in sorted(forms | minutes.keys()):
        if form not in plurals.FORMS:
            yield f"[minutes] {form} is no plural form; there are {', '.join(plurals.FORMS)}"
        elif complaint := _mistake(minutes.get(form), _of_minutes(form, minutes.get(form))):
            yield f"[minutes] {form} {complaint}"
    for key in ("language", "voice", "fallback_voice"):
        if not isinstance(tables.get(key), str) or not tables[key].strip():
            yield f"{key} is missing; choose one of Twilio's"
    for key in sorted(tables.keys() - TOP_LEVEL):
        yield f"{key} is nothing that a language has; remove it"


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = tables.get(name)
    return table if isinstance(table, Mapping) else {}


def _of_minutes(form: str, sentence: Any) -> frozenset[str]:
    in_words = form in WRITTEN_OUT and isinstance(sentence, str) and "{" not in sentence
    return frozenset() if in_words else frozenset({"count"})


def _mistake_of_sentence(sentence: Any, placeholders: frozenset[str] | None) -> str | None:
    """Return what is wrong with a sentence: a text, or a table of the text and the recording to play for it."""
    if not isinstance(sentence, Mapping):
        return _mistake(sentence, placeholders)
    play = sentence.get("play")
    if sentence.keys() != {"text", "play"}:
        return "is a table of something else than text and play; write both and no more"
    if not isinstance(play, str) or not formats.URL.matches(play):
        return f"has a play that is not {formats.URL.description}"
    if placeholders:
        return f"is filled in with {{{min(placeholders)}}}, which no recording can say; write a text only"
    return _mistake(sentence["text"], placeholders)


def _mistake(sentence: Any, placeholders: frozenset[str] | None) -> str | None:
    """Return what is wrong with a text into which these placeholders are filled."""
    if placeholders is None:
        return "is no sentence of ours; remove it"
    if not isinstance(sentence, str) or not sentence.strip():
        return "is missing; translate it"
    try:
        fields = [each for each in string.Formatter().parse(sentence) if each[1] is not None]
    except ValueError as error:
        return f"cannot be filled in: {error}"
    if any(layout or conversion for _, _, layout, conversion in fields):
        return "has a placeholder with more than a name in it; write the name only"
    return _misfilled({str(name) for _, name, _, _ in fields}, placeholders)


def _misfilled(found: set[str], placeholders: frozenset[str]) -> str | None:
    stands_for = {"low" if name == "low_number" and "low" in placeholders else name for name in found}
    if missing := placeholders - stands_for:
        return f"lacks {{{min(missing)}}}; put it where it is said"
    if strange := stands_for - placeholders:
        return f"has {{{min(strange)}}}, which nothing fills; remove it"
    return None


def _phrases(name: str, tables: Mapping[str, Any], forms: tuple[str, ...]) -> Phrases:
    sentences = tables["sentences"]
    return Phrases(
        name=name,
        language=tables["language"],
        voice=tables["voice"],
        fallback_voice=tables["fallback_voice"],
        sentences={key: each if isinstance(each, str) else each["text"] for key, each in sentences.items()},
        minutes=tuple(tables["minutes"][form].format(count=count) for count, form in enumerate(forms)),
        recordings={key: each["play"] for key, each in sentences.items() if not isinstance(each, str)},
    )
