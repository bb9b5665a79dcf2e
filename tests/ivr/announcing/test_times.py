"""Times of day and dates as each language writes them, compared with Babel for every minute and every day."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale
from babel.dates import format_skeleton

from ivr.announcing import languages, times
from ivr.announcing.plurals import UnknownRules

LANGUAGES = sorted(languages.load())
NEW_YEAR = datetime(2028, 1, 1, tzinfo=UTC)


def plain(text: str) -> str:
    """Return the text as `times` writes it: no narrow spaces, no leading zero."""
    return re.sub(r"^0(?=\d)", "", re.sub(r"\s+", " ", text))


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_minute_of_the_day_is_written_as_the_cldr_says(name: str) -> None:
    locale, found = Locale.parse(name, sep="-"), times.times(name)
    hour = "h" if "h" in locale.time_formats["short"].pattern else "H"

    for moment in (NEW_YEAR + timedelta(minutes=minutes) for minutes in range(24 * 60) if minutes % 60):
        assert found.time(moment) == plain(format_skeleton(f"{hour}m", moment, locale=locale))


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_whole_hour_is_never_a_bare_number(name: str) -> None:
    assert not any(text.isdecimal() for text in times.times(name).hours)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_day_of_a_leap_year_is_written_as_the_cldr_says(name: str) -> None:
    locale, found = Locale.parse(name, sep="-"), times.times(name)

    for day in (NEW_YEAR + timedelta(days=days) for days in range(366)):
        assert found.date(day) == plain(format_skeleton("MMMMd", day, locale=locale))


@pytest.mark.parametrize(
    ("name", "whole", "half", "day"),
    [
        ("en", "8 AM", "6:30 PM", "December 25"),
        ("de", "8 Uhr", "18:30", "25. Dezember"),
        ("fr", "8 h", "18:30", "25 décembre"),
        ("es", "8:00", "18:30", "25 de diciembre"),
        ("ja", "8時", "18:30", "12月25日"),
    ],
)
def test_times_as_a_person_reads_them(name: str, whole: str, half: str, day: str) -> None:
    found = times.times(name)

    assert (found.time(datetime(2026, 1, 1, 8, tzinfo=UTC)), found.time(datetime(2026, 1, 1, 18, 30, tzinfo=UTC))) == (
        whole,
        half,
    )
    assert found.date(date(2026, 12, 25)) == day


def test_what_is_shipped_is_what_babel_says_now() -> None:
    assert json.loads(times.render(LANGUAGES)) == {name: times.written(name) for name in LANGUAGES}


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(UnknownRules, match="is not a language of the CLDR"):
        times.times("klingon")
