"""The dialogue in every language: short sentences in that language's voice, and a length in the right form."""

import pytest

from ivr.announcing import languages
from simulator.phones.recording import Message
from tests.ivr.phone_under_test import HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import line
from waittimes.settings.line_voicemail import VoicemailPolicy

LANGUAGES = languages.load()
MOST_CHARACTERS = 125
KEYS = [key for key in LANGUAGES["en"].sentences if "voicemail" in key]


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_the_whole_dialogue_is_in_the_callers_language(evening: PhoneUnderTest, name: str) -> None:
    evening.lines = (line(language=name, greeting=None),)
    caller = evening.caller()
    caller.messages, caller.answers = (Message(0.5, "#"), Message(9, "#")), ("1",)

    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    sentences = LANGUAGES[name].sentences
    said = [sentences[f"voicemail_{key}"] for key in ("unheard", "tone", "choice", "kept")]
    assert list(caller.heard_everything[-5:-1]) == said
    assert caller.dropped is None


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_every_sentence_is_short_and_names_its_key(name: str) -> None:
    sentences = LANGUAGES[name].sentences

    assert {key: text for key in KEYS if len(text := sentences[key]) > MOST_CHARACTERS} == {}
    assert "2" in sentences["offer_voicemail"]
    assert "1" in sentences["voicemail_choice"]
    assert "2" in sentences["voicemail_choice"]
    assert sentences["voicemail_pound"] != sentences["voicemail_star"]


@pytest.mark.parametrize(
    ("name", "minutes", "said"),
    [
        ("en", 1, "up to a minute long."),
        ("de", 1, "höchstens eine Minute dauern."),
        ("de", 3, "höchstens 3 Minuten dauern."),
        ("fr", 1, "au maximum une minute."),
        ("es", 1, "como máximo un minuto."),
        ("it", 5, "al massimo 5 minuti."),
        ("pt-BR", 1, "no máximo um minuto."),
        ("pl", 1, "najwyżej minutę."),
        ("pl", 2, "najwyżej 2 minuty."),
        ("pl", 5, "najwyżej 5 minut."),
        ("ja", 2, "長さは2分までです。"),
        ("ar", 2, "ألا تزيد على دقيقتين."),
    ],
)
def test_the_length_has_its_form(evening: PhoneUnderTest, name: str, minutes: int, said: str) -> None:
    evening.lines = (line(VoicemailPolicy(longest_minutes=minutes), language=name),)
    caller = evening.caller()

    caller.dials(f"{HOST}/voice")

    assert any(each.endswith(said) for each in caller.heard_everything)
