"""A mistake in a language's file is reported with its file and key before the first call."""

import copy
import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any
from urllib.parse import quote

import pytest

from ivr.announcing import languages, phrases
from ivr.announcing.locale_file import mistakes
from simulator.caller.conversation import Music
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes.settings.settings_reader import ConfigurationError

ENGLISH = resources.files("ivr").joinpath("announcing", "locales", "en.toml").read_text(encoding="utf-8")
FORMS = frozenset({"one", "other"})


def english() -> dict[str, Any]:
    return copy.deepcopy(tomllib.loads(ENGLISH))


def test_nine_languages_are_shipped() -> None:
    assert sorted(languages.load()) == ["ar", "de", "en", "es", "fr", "it", "ja", "pl", "pt-BR"]


@pytest.mark.parametrize("key", sorted(phrases.PLACEHOLDERS))
def test_a_missing_sentence_is_named(key: str) -> None:
    tables = english()
    del tables["sentences"][key]

    assert list(mistakes(tables, FORMS)) == [f"[sentences] {key} is missing; translate it"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"sentences": {"number_one": "Your estimated wait is short."}}, "[sentences] number_one lacks {high}"),
        ({"sentences": {"number_range": "Up to {high}."}}, "[sentences] number_range lacks {low}"),
        ({"sentences": {"number_oen": "The wait."}}, "[sentences] number_oen is not the key of a sentence"),
        ({"sentences": {"greeting": "Hello {name}."}}, "[sentences] greeting has {name}"),
        ({"sentences": {"greeting": "Hello {low_number}."}}, "[sentences] greeting has {low_number}"),
        ({"sentences": {"number_one": "About {high} {."}}, "[sentences] number_one has a mistake in its placeholders"),
        ({"sentences": {"number_one": "About {high:>9}."}}, "[sentences] number_one has a placeholder with more"),
        ({"sentences": {"number_one": "About {high.real}."}}, "[sentences] number_one lacks {high}"),
        ({"sentences": {"holding": {"play": "https://a.example/h.mp3"}}}, "[sentences] holding must be a table of"),
        ({"sentences": {"holding": {"text": "Hold.", "play": "h.mp3"}}}, "[sentences] holding needs a play that is"),
        (
            {"sentences": {"number_one": {"text": "{high}", "play": "https://a.example/h.mp3"}}},
            "[sentences] number_one contains {high}, which a recording cannot say",
        ),
        ({"minutes": {"one": "{number} minute"}}, "[minutes] one lacks {count}"),
        ({"minutes": {"other": "minutes"}}, "[minutes] other lacks {count}"),
        ({"minutes": {"several": "{count} minutes"}}, "[minutes] several is not a plural form"),
        ({"voice": ""}, "voice is missing"),
        ({"fallback_voice": 7}, "fallback_voice is missing"),
        ({"colour": "blue"}, "colour is not a key of a language"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_key(change: dict[str, Any], complaint: str) -> None:
    tables = english()
    for key, value in change.items():
        tables[key] = {**tables[key], **value} if isinstance(value, dict) else value

    (found,) = mistakes(tables, FORMS)

    assert found.startswith(complaint)


def test_a_missing_plural_form_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        languages.parse({"pl.toml": ENGLISH})

    assert caught.value.problems == (
        "pl.toml: [minutes] few is missing; translate it",
        "pl.toml: [minutes] many is missing; translate it",
    )


def test_every_file_is_read_and_every_mistake_named_together() -> None:
    with pytest.raises(ConfigurationError) as caught:
        languages.parse({"en.toml": "language = ", "xx.toml": ENGLISH, "nl.toml": ENGLISH.replace("holding", "halt")})

    assert [each.split(" ", 3)[:3] for each in caught.value.problems] == [
        ["en.toml:", "is", "not"],
        ["xx.toml:", "xx", "is"],
        ["nl.toml:", "[sentences]", "halt"],
        ["nl.toml:", "[sentences]", "holding"],
    ]


def test_a_new_language_is_one_file() -> None:
    found = languages.parse({"en.toml": ENGLISH, "nl.toml": ENGLISH.replace("{count} minutes", "{count} minuten")})

    assert list(found) == ["en", "nl"]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("es-MX", "es"),
        ("es-419", "es"),
        ("ES", "es"),
        ("pt_BR", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("de_DE", "de"),
        ("ja-Hira-JP", "ja"),
        ("zh-CN", None),
        ("xx", None),
        ("english", None),
        ("-en", None),
        ("-", None),
    ],
)
def test_a_language_is_found_by_its_tag_whatever_its_case_separator_and_region(tag: str, name: str | None) -> None:
    found = languages.find(languages.load(), tag)

    assert (found and found.name) == name


def test_a_region_with_a_file_of_its_own_is_preferred_to_the_language() -> None:
    known = languages.parse({"en.toml": ENGLISH, "en-GB.toml": ENGLISH.replace("right now", "just now")})

    found = [languages.find(known, tag) for tag in ("en_gb", "en-AU", "EN")]

    assert [each and each.name for each in found] == ["en-GB", "en", "en"]


@pytest.mark.parametrize("tag", ["es-MX", "ES", "es_ES"])
@pytest.mark.parametrize("path", ["/voice/claims/{}", "/studio/claims/{}/return/FW" + "c" * 32])
def test_every_spoken_route_understands_regional_languages(phone: PhoneUnderTest, path: str, tag: str) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()

    caller.dials(HOST + path.format(tag))

    assert "Su tiempo de espera estimado es de aproximadamente 5 minutos." in caller.heard_everything


@pytest.mark.parametrize("tag", ["es-MX", "ES", "es_ES"])
def test_the_hold_loop_and_the_exit_understand_regional_languages_too(phone: PhoneUnderTest, tag: str) -> None:
    caller = phone.caller()

    held = caller.asks(f"{HOST}/voice/claims/{tag}/hold/new", form={"QueueTime": "60"}).body.decode()
    left = caller.asks(f"{HOST}/voice/claims/{tag}/left/new", form={"QueueResult": "leave"}).body.decode()

    assert "Gracias por esperar." in held
    assert f"{HOST}/voice/claims/es/hold/" in held
    assert "Adiós." in left


def test_a_language_that_is_missing_is_logged_once_in_a_process_and_nothing_else_that_was_asked_for(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caller = phone.caller()
    for tag in ("nl-BE", "nl-BE", "sv", "<script>", "not a language"):
        caller.dials(f"{HOST}/voice/claims/{quote(tag, safe='')}")
        assert caller.heard_everything[0] == "Thank you for calling Example Travel."

    missing = [vars(each)["language"] for each in caplog.records if each.message == "language.missing"]
    assert missing == ["nl-BE", "sv", "none"]


def test_a_recording_can_replace_a_sentence_of_a_language() -> None:
    sentence = f'holding = "{english()["sentences"]["holding"]}"'
    recorded = 'holding = { text = "Please hold.", play = "https://example.com/hold.mp3" }'

    words = languages.parse({"en.toml": ENGLISH.replace(sentence, recorded)})["en"]

    assert (words.say("holding").text, words.say("holding").play) == ("Please hold.", "https://example.com/hold.mp3")


def test_the_settings_are_checked_against_the_languages_and_the_sentences_that_a_recording_can_replace() -> None:
    vocabulary = languages.vocabulary()

    assert vocabulary.languages == tuple(languages.load())
    assert {"greeting", "unknown", "holding"} <= set(vocabulary.recordable)
    assert not {"number_one", "position", "band_range"} & set(vocabulary.recordable)
    assert set(vocabulary.recordable) <= phrases.PLACEHOLDERS.keys()


def test_a_lines_recording_is_heard_in_its_own_language_only(phone: PhoneUnderTest) -> None:
    phone.lines = (replace(CLAIMS, greeting=None, play={"greeting": f"{HOST}/music/hold.wav"}),)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")
    assert caller.conversation.of(Music)[0].url == f"{HOST}/music/hold.wav"
    assert caller.conversation.of(Music)[0].at_seconds == 0

    caller.dials(f"{HOST}/voice/claims/de")
    assert caller.heard_everything[0] == "Danke für Ihren Anruf."


def test_a_lines_own_greeting_is_not_read_out_in_the_voice_of_another_language(phone: PhoneUnderTest) -> None:
    caller = phone.caller()

    caller.dials(f"{HOST}/voice/claims/fr")

    assert caller.heard_everything[0] == "Merci de votre appel."


def test_after_an_error_of_twilios_the_fallback_voice_speaks(phone: PhoneUnderTest) -> None:
    form = {"ErrorCode": "13520", "ErrorUrl": f"{HOST}/voice/claims"}

    answer = phone.caller().asks(f"{HOST}/voice/claims", form=form)

    assert answer.body.count(b'voice="Google.en-US-Standard-C"') == 2
