"""Announcements as sentences, in every language, with the plural forms of the CLDR."""

import itertools
import re

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from ivr.announcing import languages, phrases, plurals
from ivr.announcing.announce import Announcement, State
from ivr.announcing.phrases import Spoken
from waittimes.settings.line_policy import MOST_MINUTES

LANGUAGES = languages.load()
ENGLISH = LANGUAGES["en"]
MINUTES = st.integers(1, MOST_MINUTES)


@pytest.mark.parametrize(
    ("announcement", "sentence"),
    [
        (Announcement(State.NUMBER, 0, 1), "Your estimated wait is less than a minute."),
        (Announcement(State.NUMBER, 4, 4), "Your estimated wait is about 4 minutes."),
        (Announcement(State.NUMBER, 4, 7), "Your estimated wait is between 4 and 7 minutes."),
        (Announcement(State.NUMBER, 45, None), "Your estimated wait is more than 45 minutes."),
        (Announcement(State.BAND, 0, 5), "When we last checked, the wait was less than 5 minutes."),
        (Announcement(State.BAND, 10, 20), "When we last checked, the wait was between 10 and 20 minutes."),
        (Announcement(State.BAND, 45, None), "When we last checked, the wait was more than 45 minutes."),
        (Announcement(State.SHORTLY), "Someone will be with you shortly."),
        (Announcement(State.UNKNOWN), "We'll be with you as soon as we can."),
    ],
)
def test_each_announcement_has_its_sentence(announcement: Announcement, sentence: str) -> None:
    assert ENGLISH.wait(announcement).text == sentence


@pytest.mark.parametrize(
    ("language", "minutes", "unit"),
    [
        ("en", 1, "a minute"),
        ("en", 2, "2 minutes"),
        ("es", 1, "un minuto"),
        ("es", 5, "5 minutos"),
        ("fr", 1, "une minute"),
        ("fr", 2, "2 minutes"),
        ("de", 1, "eine Minute"),
        ("de", 3, "3 Minuten"),
        ("it", 1, "un minuto"),
        ("it", 7, "7 minuti"),
        ("pt-BR", 1, "um minuto"),
        ("pt-BR", 9, "9 minutos"),
        ("ja", 1, "1分"),
        ("ja", 20, "20分"),
        ("pl", 1, "minutę"),
        ("pl", 2, "2 minuty"),
        ("pl", 5, "5 minut"),
        ("pl", 12, "12 minut"),
        ("pl", 22, "22 minuty"),
        ("pl", 25, "25 minut"),
        ("pl", 112, "112 minut"),
        ("ar", 1, "دقيقة واحدة"),
        ("ar", 2, "دقيقتين"),
        ("ar", 3, "3 دقائق"),
        ("ar", 10, "10 دقائق"),
        ("ar", 11, "11 دقيقة"),
        ("ar", 45, "45 دقيقة"),
        ("ar", 100, "100 دقيقة"),
        ("ar", 103, "103 دقائق"),
    ],
)
def test_minutes_have_the_plural_form_of_their_number(language: str, minutes: int, unit: str) -> None:
    said = LANGUAGES[language].wait(Announcement(State.NUMBER, minutes, minutes)).text

    assert re.search(rf"(?<!\d){unit}(?![a-zę])", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stored_plural_forms_are_those_of_the_cldr(language: str) -> None:
    rule = Locale.parse(language, sep="-").plural_form

    assert plurals.forms(language) == tuple(rule(count) for count in range(MOST_MINUTES + 1))


def test_a_language_without_stored_plural_forms_is_looked_up() -> None:
    assert plurals.forms("lt")[:12:10] == ("other", "other")
    assert plurals.forms("lt")[21] == "one"
    with pytest.raises(plurals.UnknownRules, match="not a language of the CLDR"):
        plurals.forms("klingon")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [State.SHORTLY, State.UNSTAFFED, State.UNKNOWN])
def test_a_state_without_a_number_says_none(language: str, state: State) -> None:
    assert not any(character.isdigit() for character in LANGUAGES[language].wait(Announcement(state)).text)


@given(st.sampled_from(list(LANGUAGES)), MINUTES, MINUTES, st.sampled_from([State.NUMBER, State.BAND]))
def test_every_figure_is_spoken_and_no_other(language: str, one: int, other: int, state: State) -> None:
    low, high = sorted((one, other))
    words = LANGUAGES[language]

    for announcement, figures in (
        (Announcement(state, low, None), {low}),
        (Announcement(state, 0, high), {high}),
        (Announcement(state, low, high), {low, high}),
    ):
        if announcement != Announcement(State.BAND, high, high):
            text = words.wait(announcement).text if low < high or state is State.NUMBER else f"{low} {high}"
            in_words = {"ar": {1, 2}, "ja": set()}.get(language, {1})
            assert figures - in_words <= {int(each) for each in re.findall(r"\d+", text)} <= figures


def everything_said(language: str) -> list[Spoken]:
    words = LANGUAGES[language]
    waits = [Announcement(state, *ends) for state in State for ends in ((0, 5), (4, 4), (10, 20), (45, None))]
    return [
        *(words.say(key) for key, placeholders in phrases.PLACEHOLDERS.items() if not placeholders),
        *(words.wait(each) for each in waits if each != Announcement(State.BAND, 4, 4)),
        *(words.remaining(minutes, is_least=minutes == 1) for minutes in (1, 2, 8)),
        *(words.position(place) for place in (1, 2, 7)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_a_voice_and_reads_well_without_markup(language: str) -> None:
    words = LANGUAGES[language]

    for said in everything_said(language):
        assert (said.voice, said.language) == (words.voice, words.language)
        assert not set(said.text) & set("{}<>&/*_"), said.text
        assert said.text[-1] in ".。"


@pytest.mark.parametrize("key", [key for key, each in phrases.PLACEHOLDERS.items() if each & {"low", "high"}])
def test_french_never_says_de_before_the_written_out_minute(key: str) -> None:
    words = LANGUAGES["fr"]

    said = words.sentences[key].format(low=words.minutes[1], high=words.minutes[1], low_number=1, position=1)

    assert not re.search(r"\b(de|que|jusque) une", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_voices_speak_the_language_and_differ(language: str) -> None:
    words = LANGUAGES[language]

    assert words.voice != words.fallback_voice
    assert words.plainer().say("holding").voice == words.fallback_voice
    assert words.language.partition("-")[0] == language.partition("-")[0]
    for voice in (words.voice, words.fallback_voice):
        provider, _, name = voice.partition(".")
        assert provider in ("Polly", "Google")
        assert provider == "Polly" or name.startswith(words.language)


def test_two_languages_never_share_a_sentence() -> None:
    for one, other in itertools.combinations(LANGUAGES.values(), 2):
        assert not set(one.sentences.values()) & set(other.sentences.values())


def test_a_recording_is_played_in_place_of_its_sentence() -> None:
    words = ENGLISH.with_recordings({"holding": "https://example.com/holding.mp3"})

    assert words.say("holding").play == "https://example.com/holding.mp3"
    assert words.say("unknown").play == ""
