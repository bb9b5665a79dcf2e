"""The dialogue in every language, and that no number leaves the table."""

import logging

import pytest

from ivr.announcing import calling_back, languages
from simulator.caller.conversation import Asked
from simulator.caller.twiml.document import parsed
from tests.ivr.voice.callback.desk import OTHER_NUMBER, PERSON, TYPED, desk, dials, kept, on_hold
from waittimes.callbacks.store import item_key
from waittimes.opening_hours import OpeningHours, Span
from waittimes.settings.line_callback import CallbackPolicy

LANGUAGES = sorted(languages.load())
ALWAYS = OpeningHours("Europe/Madrid", ((Span(0, 24 * 60),),) * 7)
ONE_O_CLOCK = 1_800_014_400.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caller_goes_through_the_dialogue_in_their_language(language: str) -> None:
    words = languages.load()[language]
    phone = desk(CallbackPolicy("dial", other_number=True), language=language, greeting=None)

    caller = dials(phone, "1", "2", "911#", TYPED, "1")

    heard = caller.heard_everything
    assert heard[2] == words.sentences["callback_offer"]
    assert heard[3] == words.sentences["callback_right_or_other"].format(number="2 0 2, 5 5 5, 0 1 2 3")
    assert heard[4:6] == (words.sentences["callback_type"], words.sentences["callback_type_again"])
    assert heard[6] == words.sentences["callback_right_or_other"].format(number="2 0 2, 5 5 5, 0 1 4 5")
    assert "10" in heard[7]
    assert "25" in heard[7]
    assert heard[8] == words.sentences["callback_goodbye"]
    assert kept(phone).language == language


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("ar", "سنعاود الاتصال بك بين الساعة 1:10 م والساعة 1:35 م."),
        ("de", "Wir rufen Sie zwischen 13:10 und 13:35 zurück."),
        ("en", "We'll call you back between 1:10 PM and 1:35 PM."),
        ("es", "Le llamaremos entre las 13:10 y las 13:35."),
        ("fr", "Nous vous rappellerons entre 13:10 et 13:35."),
        ("it", "La richiameremo tra le 13:10 e le 13:35."),
        ("ja", "13:10から13:35の間に、こちらからお電話いたします。"),
        ("pl", "Oddzwonimy między godziną 13:10 a 13:35."),
        ("pt-BR", "Vamos ligar para você entre as 13:10 e as 13:35."),
    ],
)
def test_the_window_is_said_in_clock_times(language: str, spoken: str) -> None:
    words, at = languages.load()[language], ONE_O_CLOCK

    sentence = calling_back.promised(words, low_at=at + 600, high_at=at + 2100, now=at - 300, zone=ALWAYS.zone)

    assert sentence.text == spoken


@pytest.mark.parametrize(
    ("language", "between", "before"),
    [
        ("es", "entre la 1:00 y las 2:00", "antes de las 2:00"),
        ("it", "tra l'1:00 e le 2:00", "entro le 2:00"),
        ("pt-BR", "entre a 1:00 e as 2:00", "até as 2:00"),
        ("de", "zwischen 1 Uhr und 2 Uhr", "vor 2 Uhr"),
    ],
)
def test_one_oclock_has_its_own_article_and_a_window_that_has_begun_only_its_end(
    language: str, between: str, before: str
) -> None:
    words, at = languages.load()[language], ONE_O_CLOCK - 12 * 3600

    def said(now: float) -> str:
        return calling_back.promised(words, low_at=at, high_at=at + 3600, now=now, zone=ALWAYS.zone).text

    assert between in said(at - 1)
    assert before in said(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_hours_the_minutes_are_said(language: str) -> None:
    words = languages.load()[language]

    def said(low: float, high: float) -> str:
        return calling_back.promised(words, low_at=low, high_at=high, now=0, zone=None).text

    assert "20" in said(1200, 2100)
    assert words.minutes[35] in said(1200, 2100)
    assert "20" not in said(0, 2100)
    assert words.minutes[35] in said(0, 2100)


@pytest.mark.parametrize("place", ["greeting", "hold"])
def test_no_number_is_in_a_url_a_log_a_metric_or_another_item(
    place: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = desk(CallbackPolicy("dial", other_number=True))
    caller = on_hold(phone) if place == "hold" else dials(phone)
    for keys in ("1", "2", TYPED, "1"):
        caller.presses(keys)
    callback = kept(phone)
    dials(phone)

    numbers = [each[2:] for each in (PERSON, OTHER_NUMBER)]
    asked = caller.conversation.of(Asked)
    urls = [each.url for each in asked] + [
        url
        for each in asked
        for verb in parsed(each.body).iter()
        for url in (*verb.attrib.values(), verb.text or "")
        if "/voice" in url
    ]
    logged = [str(each.__dict__) for each in caplog.records]
    said = [*urls, *logged, *capsys.readouterr()]
    assert callback.number == OTHER_NUMBER
    assert len(urls) > 10
    assert [text for text in said for number in numbers if number in text] == []
    holding = {key for key, item in phone.table.items.items() for each in numbers if each.encode() in item["rows"]["B"]}
    assert holding == {item_key("claims", callback.id)}
    assert not [key for key in phone.table.items for each in numbers if each in key]
