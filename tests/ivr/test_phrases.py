"""Promises as sentences, and what is wrong with a language's file."""

import copy
import tomllib
from importlib import resources
from typing import Any

import pytest

from ivr import phrases
from ivr.announce import Announcement, State

ENGLISH = phrases.load()["en"]


@pytest.mark.parametrize(
    ("announcement", "sentence"),
    [
        (Announcement(State.NUMBER, 0, 1), "The wait is less than 1 minute."),
        (Announcement(State.NUMBER, 4, 4), "The wait is about 4 minutes."),
        (Announcement(State.NUMBER, 4, 7), "The wait is between 4 and 7 minutes."),
        (Announcement(State.NUMBER, 45, None), "The wait is more than 45 minutes."),
        (Announcement(State.BAND, 0, 5), "The wait was last less than 5 minutes."),
        (Announcement(State.BAND, 10, 20), "The wait was last between 10 and 20 minutes."),
        (Announcement(State.BAND, 45, None), "The wait was last more than 45 minutes."),
        (Announcement(State.SHORTLY), "You will be answered shortly."),
        (Announcement(State.UNKNOWN), "You will be answered as soon as possible."),
    ],
)
def test_what_is_promised_is_said_and_nothing_more(announcement: Announcement, sentence: str) -> None:
    assert ENGLISH.wait(announcement).text == sentence


@pytest.mark.parametrize("state", [State.SHORTLY, State.UNSTAFFED, State.UNKNOWN])
def test_a_state_without_a_number_says_none(state: State) -> None:
    assert not any(character.isdigit() for character in ENGLISH.wait(Announcement(state)).text)


def test_every_sentence_carries_the_voice_and_language_of_its_file() -> None:
    for key in phrases.PLACEHOLDERS:
        said = ENGLISH.say(key)
        assert (said.voice, said.language) == ("Polly.Joanna", "en-US")


def english_file() -> dict[str, Any]:
    return tomllib.loads(resources.files("ivr").joinpath("locales", "en.toml").read_text(encoding="utf-8"))


def test_the_english_file_has_no_mistake() -> None:
    assert list(phrases.mistakes(english_file())) == []


@pytest.mark.parametrize("key", sorted(phrases.PLACEHOLDERS))
def test_a_missing_sentence_is_named(key: str) -> None:
    tables = copy.deepcopy(english_file())
    del tables["sentences"][key]

    assert list(phrases.mistakes(tables)) == [f"[sentences] {key} is missing; translate it"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sentences": {"number_one": "The wait is short."}}, "[sentences] number_one lacks {high}"),
        ({"sentences": {"number_oen": "The wait."}}, "[sentences] number_oen is no sentence of ours"),
        ({"minutes": {"one": "a minute"}}, "[minutes] one lacks {count}"),
        ({"voice": ""}, "voice is missing"),
        ({"sentences": {"greeting": "Hello {name}."}}, "[sentences] greeting has {name}"),
        ({"sentences": {"number_one": "About {high} {."}}, "[sentences] number_one cannot be filled in"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_key(change: dict[str, Any], complaint: str) -> None:
    tables = copy.deepcopy(english_file())
    for key, value in change.items():
        tables[key] = {**tables[key], **value} if isinstance(value, dict) else value

    (found,) = phrases.mistakes(tables)

    assert found.startswith(complaint)
