"""The languages: one for each file locales/*.toml. Every file is checked before the first call."""

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from ivr.announcing import plurals
from ivr.announcing.locale_file import mistakes
from ivr.announcing.phrases import PLACEHOLDERS, Clock, Phrases
from waittimes.settings.line_policy import Vocabulary
from waittimes.settings.settings_reader import ConfigurationError


@functools.cache
def load() -> Mapping[str, Phrases]:
    """Return the phrases of each language by its name. Raises ConfigurationError, which names the file and the key."""
    files = [
        each
        for each in resources.files("ivr").joinpath("announcing", "locales").iterdir()
        if each.name.endswith(".toml")
    ]
    contents = {each.name: each.read_text(encoding="utf-8") for each in sorted(files, key=lambda each: each.name)}
    return parse(contents)


def vocabulary() -> Vocabulary:
    """Return the languages there are, and the sentences that a recording can replace. Raises ConfigurationError."""
    recordable = tuple(key for key, placeholders in PLACEHOLDERS.items() if not placeholders)
    return Vocabulary(languages=tuple(load()), recordable=recordable)


def parse(contents: Mapping[str, str]) -> Mapping[str, Phrases]:
    """Return the phrases by language. `contents` maps each file's name to its text. Raises ConfigurationError."""
    languages: dict[str, Phrases] = {}
    problems: list[str] = []
    for file, content in contents.items():
        name = file.removesuffix(".toml")
        try:
            tables, forms = tomllib.loads(content), plurals.forms(name)
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{file}: is not TOML: {error}; correct it there")
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


def find(languages: Mapping[str, Phrases], tag: str) -> Phrases | None:
    """Return the phrases for a language tag such as "es-MX", "ES" or "pt_BR"; None if no language matches.

    Case and separator are ignored. A region without a file of its own falls back to its language: "es-MX" to "es".
    """
    if tag in languages:
        return languages[tag]
    by_tag = {_tag(name): phrases for name, phrases in languages.items()}
    by_language = {_primary(name): phrases for name, phrases in languages.items()}
    return by_tag.get(_tag(tag)) or by_tag.get(_primary(tag)) or by_language.get(_primary(tag))


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
        clock=_clock(tables["clock"]),
    )


def _clock(table: Mapping[str, Any]) -> Clock:
    at, between = table["at"], table.get("between", "{time}")
    return Clock(
        at=at,
        at_one=table.get("at_one", at),
        between=between,
        between_one=table.get("between_one", between),
        weekdays=tuple(table["weekdays"]),
    )


def _tag(name: str) -> str:
    return name.replace("_", "-").lower()


def _primary(name: str) -> str:
    return _tag(name).partition("-")[0]
