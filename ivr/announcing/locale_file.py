"""Checks a language's file: its sentences, placeholders, plural forms, clock and voices. Pure."""

import string
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ivr.announcing import plurals
from ivr.announcing.phrases import PLACEHOLDERS
from waittimes.settings import formats

WRITTEN_OUT: Final = frozenset({"zero", "one", "two"})
"""The plural forms whose text may spell the number in words."""
TOP_LEVEL: Final = frozenset({"language", "voice", "fallback_voice", "minutes", "clock", "sentences"})
DAYS_A_WEEK = 7
CLOCK_TEXTS: Final = ("at", "at_one", "between", "between_one")


def mistakes(tables: Mapping[str, Any], forms: frozenset[str]) -> Iterator[str]:
    """Yield each mistake in the `tables` of a language's file, with its key; `forms` are its plural forms."""
    sentences, minutes = _table(tables, "sentences"), _table(tables, "minutes")
    for key in sorted(PLACEHOLDERS.keys() | sentences.keys()):
        if complaint := _mistake_of_sentence(sentences.get(key), PLACEHOLDERS.get(key)):
            yield f"[sentences] {key} {complaint}"
    for form in sorted(forms | minutes.keys()):
        if form not in plurals.FORMS:
            yield f"[minutes] {form} is not a plural form; choose from {', '.join(plurals.FORMS)}"
        elif complaint := _mistake(minutes.get(form), _of_minutes(form, minutes.get(form))):
            yield f"[minutes] {form} {complaint}"
    yield from _mistakes_of_clock(_table(tables, "clock"))
    for key in ("language", "voice", "fallback_voice"):
        if not isinstance(tables.get(key), str) or not tables[key].strip():
            yield f"{key} is missing; choose one of Twilio's"
    for key in sorted(tables.keys() - TOP_LEVEL):
        yield f"{key} is not a key of a language; remove it"


def _mistakes_of_clock(clock: Mapping[str, Any]) -> Iterator[str]:
    for key in CLOCK_TEXTS:
        # Most languages need neither a separate form for one o'clock nor an article after "between".
        if (key == "at" or key in clock) and (complaint := _mistake(clock.get(key), frozenset({"time"}))):
            yield f"[clock] {key} {complaint}"
    weekdays = clock.get("weekdays")
    named = [each for each in weekdays if isinstance(each, str) and each.strip()] if isinstance(weekdays, list) else []
    if len(named) != DAYS_A_WEEK or named != weekdays:
        yield "[clock] weekdays is not a list of seven texts; name the days from Monday on, each with its preposition"
    for key in sorted(clock.keys() - {*CLOCK_TEXTS, "weekdays"}):
        yield f"[clock] {key} is not a key of the clock; remove it"


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = tables.get(name)
    return table if isinstance(table, Mapping) else {}


def _of_minutes(form: str, sentence: Any) -> frozenset[str]:
    in_words = form in WRITTEN_OUT and isinstance(sentence, str) and "{" not in sentence
    return frozenset() if in_words else frozenset({"count"})


def _mistake_of_sentence(sentence: Any, placeholders: frozenset[str] | None) -> str | None:
    """Return what is wrong with a sentence: a text, or a table of a text and the recording that replaces it."""
    if not isinstance(sentence, Mapping):
        return _mistake(sentence, placeholders)
    play = sentence.get("play")
    if sentence.keys() != {"text", "play"}:
        return "must be a table of text and play; write both and nothing else"
    if not isinstance(play, str) or not formats.URL.matches(play):
        return f"needs a play that is {formats.URL.description}"
    if placeholders:
        return f"contains {{{min(placeholders)}}}, which a recording cannot say; write only a text"
    return _mistake(sentence["text"], placeholders)


def _mistake(sentence: Any, placeholders: frozenset[str] | None) -> str | None:
    """Return what is wrong with a text that must contain these placeholders; None if it is right."""
    if placeholders is None:
        return "is not the key of a sentence; remove it"
    if not isinstance(sentence, str) or not sentence.strip():
        return "is missing; translate it"
    try:
        fields = [each for each in string.Formatter().parse(sentence) if each[1] is not None]
    except ValueError as error:
        return f"has a mistake in its placeholders: {error}"
    if any(layout or conversion for _, _, layout, conversion in fields):
        return "has a placeholder with more than a name in it; write only the name"
    return _misfilled({str(name) for _, name, _, _ in fields}, placeholders)


def _misfilled(found: set[str], placeholders: frozenset[str]) -> str | None:
    stands_for = {"low" if name == "low_number" and "low" in placeholders else name for name in found}
    if missing := placeholders - stands_for:
        return f"lacks {{{min(missing)}}}; put it where it belongs"
    if strange := stands_for - placeholders:
        return f"has {{{min(strange)}}}, which is never filled in; remove it"
    return None
