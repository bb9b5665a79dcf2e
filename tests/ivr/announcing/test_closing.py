"""What callers hear about closed lines, next openings and closing time, in the line's own zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.announcing import closing, languages
from waittimes.opening_hours import Moment, Reach

BERLIN = ZoneInfo("Europe/Berlin")
ENGLISH = languages.load()["en"]
NOW = "2026-11-26 19:30"  # a Thursday


def seconds(text: str, zone: ZoneInfo = BERLIN) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def heard(name: str, moment: Moment, now: str = NOW) -> str:
    words = languages.load()[name]
    return " ".join(each.text for each in closing.closed(words, moment, now=seconds(now), zone=BERLIN))


@pytest.mark.parametrize(
    ("opens", "sentence"),
    [
        ("2026-11-26 20:00", "We open today at 8 PM."),
        ("2026-11-27 08:00", "We open tomorrow at 8 AM."),
        ("2026-11-28 08:30", "We open again on Saturday at 8:30 AM."),
        ("2026-12-02 08:00", "We open again on Wednesday at 8 AM."),
        ("2026-12-03 08:00", "We open again on December 3 at 8 AM."),
    ],
)
def test_the_day_of_opening_is_named_as_a_person_names_it(opens: str, sentence: str) -> None:
    assert heard("en", Moment(is_open=False, opens_at=seconds(opens))) == f"We're closed right now. {sentence}"


def test_after_midnight_the_same_morning_is_today_and_before_it_tomorrow() -> None:
    moment = Moment(is_open=False, opens_at=seconds("2026-11-27 08:00"))

    assert "tomorrow" in heard("en", moment, "2026-11-26 23:59")
    assert "today" in heard("en", moment, "2026-11-27 00:30")


def test_times_are_the_lines_and_not_the_callers() -> None:
    moment = Moment(is_open=False, opens_at=seconds("2026-11-27 08:00"))
    in_tokyo = closing.closed(ENGLISH, moment, now=seconds(NOW), zone=ZoneInfo("Asia/Tokyo"))

    assert in_tokyo[1].text == "We open today at 4 PM."


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("", "We're closed right now."),
        ("holiday", "We're closed for a holiday."),
        ("event", "We're closed for a company event."),
        ("training", "We're closed for staff training."),
        ("emergency", "We've had to close unexpectedly."),
        ("snow", "We're closed right now."),
    ],
)
def test_the_reason_chooses_the_sentence(reason: str, why: str) -> None:
    assert heard("en", Moment(is_open=False, reason=reason)) == why


def test_a_recording_of_its_own_takes_the_place_of_the_reason() -> None:
    moment = Moment(is_open=False, reason="event", play="https://example.com/fair.mp3")

    (why,) = closing.closed(ENGLISH, moment, now=seconds(NOW), zone=BERLIN)

    assert why.play == "https://example.com/fair.mp3"


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("de", "Wegen eines Feiertags haben wir geschlossen. Wir öffnen wieder am Montag um 8 Uhr."),
        ("es", "Estamos cerrados por ser festivo. Volvemos a abrir el lunes a las 8:00."),
        ("pl", "Mamy zamknięte z powodu święta. Otwieramy ponownie w poniedziałek o godzinie 8:00."),
        ("pt-BR", "Estamos fechados por causa do feriado. Voltamos a abrir na segunda-feira às 8:00."),
    ],
)
def test_other_languages_say_the_same(name: str, sentences: str) -> None:
    assert heard(name, Moment(is_open=False, opens_at=seconds("2026-11-30 08:00"), reason="holiday")) == sentences


def test_one_oclock_has_its_own_form_where_a_language_has_one() -> None:
    assert heard("es", Moment(is_open=False, opens_at=seconds("2026-11-27 01:00"))).endswith("mañana a la 1:00.")


@pytest.mark.parametrize(("reach", "word"), [(Reach.UNCERTAIN, "might not"), (Reach.UNLIKELY, "probably won't")])
def test_closing_time_is_said_with_how_likely_the_call_is_to_be_reached(reach: Reach, word: str) -> None:
    sentence = closing.last_call(ENGLISH, reach, seconds("2026-11-26 18:00"), BERLIN).text

    assert sentence == f"We close at 6 PM, and we {word} get to your call before then."


@given(st.sampled_from(sorted(languages.load())), st.floats(1.7e9, 1.9e9), st.floats(0, 60 * 86400))
def test_every_language_says_every_opening_in_full(name: str, now: float, later: float) -> None:
    sentences = closing.closed(
        languages.load()[name], Moment(is_open=False, opens_at=now + later), now=now, zone=BERLIN
    )

    assert len(sentences) == 2
    assert all(each.text and "{" not in each.text for each in sentences)
