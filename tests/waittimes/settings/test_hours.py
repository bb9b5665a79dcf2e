"""Opening hours in the settings file: spans, exceptions, the lines that name them, and a sentence for every mistake."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.settings.acme import FILE, config_of, problems_of
from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span
from waittimes.settings.hours import shown

IN_BERLIN = '[hours.office]\ntime_zone = "Europe/Berlin"\n'
WITH_HOURS = FILE.replace("priority = 7", 'priority = 7\nhours = "office"')


def hours_of(table: str) -> OpeningHours:
    line = config_of(f"{WITH_HOURS}{IN_BERLIN}{table}").line("support")
    assert line is not None
    assert line.hours is not None
    return line.hours


def mistakes_in(table: str) -> tuple[str, ...]:
    return problems_of(f"{WITH_HOURS}{IN_BERLIN}{table}")


def test_a_line_without_hours_is_always_open() -> None:
    (line, *_) = config_of(FILE).lines

    assert line.hours is None
    assert (line.closing.when_closed, line.closing.last_call, line.closing.closing_margin_seconds) == (
        "goodbye",
        "serve",
        60,
    )


def test_a_week_has_spans_by_day_and_a_day_without_any_is_closed() -> None:
    hours = hours_of("""
monday = ["13:00-18:30", "08:00-12:00"]
friday = ["22:00-06:00"]
saturday = ["10:00-24:00"]
sunday = ["all_day"]
""")

    assert hours.time_zone == "Europe/Berlin"
    assert hours.weekly == (
        (Span(480, 720), Span(780, 1110)),
        *((),) * 3,
        (Span(1320, 1800),),
        (Span(600, 1440),),
        (Span(0, 1440),),
    )


def test_dates_may_be_exceptions_with_spans_or_closed_each_with_a_reason() -> None:
    hours = hours_of("""
[hours.office.exceptions]
2026-12-24 = { open = ["08:00-12:00"], reason = "event" }
2026-12-25 = { closed = true, reason = "holiday" }
2026-12-28 = { closed = true, play = "https://example.com/stocktaking.mp3" }
""")

    assert hours.exceptions == {
        date(2026, 12, 24): ExceptionalDay((Span(480, 720),), "event"),
        date(2026, 12, 25): ExceptionalDay((), "holiday"),
        date(2026, 12, 28): ExceptionalDay((), "", "https://example.com/stocktaking.mp3"),
    }


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ('monday = ["08:00-08:00"]', "monday has '08:00-08:00', which is empty; for the whole day write \"all_day\""),
        ('monday = ["8-18"]', "monday has '8-18'; write a list of spans"),
        ('monday = ["24:00-06:00"]', "monday has '24:00-06:00'; write a list of spans"),
        ("monday = [8]", "monday has 8; write a list of spans"),
        ('monday = "08:00-18:00"', "monday is '08:00-18:00'; write a list of spans"),
        (
            'monday = ["08:00-18:00", "17:00-19:00"]',
            "monday has 08:00-18:00 and 17:00-19:00, which overlap; write one span for both",
        ),
        (
            'monday = ["22:00-06:00"]\ntuesday = ["05:00-12:00"]',
            "monday has 22:00-06:00, which runs into tuesday's 05:00-12:00; shorten one",
        ),
        (
            'sunday = ["20:00-02:00"]\nmonday = ["all_day"]',
            "sunday has 20:00-02:00, which runs into monday's all_day; shorten one",
        ),
        ("exceptions = 5", "exceptions is 5; write a table by date"),
        ("exceptions.2026-02-30 = { closed = true }", "exceptions has '2026-02-30', which is no date"),
        ("exceptions.2026-12-25 = {}", "exceptions.2026-12-25 needs either open, a list of spans, or closed = true"),
        (
            'exceptions.2026-12-25 = { closed = true, open = ["08:00-12:00"] }',
            "exceptions.2026-12-25 needs either open, a list of spans, or closed = true",
        ),
        ("exceptions.2026-12-25 = { closed = false }", "exceptions.2026-12-25 needs either open"),
        ('exceptions.2026-12-25 = { closed = true, why = "x" }', "exceptions.2026-12-25 is {"),
        (
            'exceptions.2026-12-25 = { closed = true, reason = "party" }',
            "exceptions.2026-12-25 has the reason 'party'; write one of holiday, event, training, emergency",
        ),
        ('exceptions.2026-12-25 = { closed = true, play = "x" }', "exceptions.2026-12-25.play is 'x', not"),
        ('mondey = ["08:00-18:00"]', "mondey is no setting; did you mean monday?"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(table: str, mistake: str) -> None:
    (problem,) = mistakes_in(table)

    assert problem.startswith(f"lines.toml: [hours.office] {mistake}")


@pytest.mark.parametrize("zone", ['"Europe/Berln"', '"../../etc/passwd"', '""', "5"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    (problem,) = problems_of(f"{FILE}[hours.office]\ntime_zone = {zone}")

    assert problem.startswith("lines.toml: [hours.office] time_zone is")
    assert problem.endswith('a time zone of the IANA database, such as "Europe/Berlin"')


def test_a_line_that_names_hours_that_are_not_there_is_refused() -> None:
    (problem,) = problems_of(f'{WITH_HOURS}[hours.shop]\ntime_zone = "Europe/Berlin"')

    assert problem == (
        "lines.toml: [lines.support] hours is 'office', but the tables are [hours.shop]; name one, or write a table"
        " [hours.office]"
    )


@given(st.integers(0, 1439), st.integers(0, 1440))
def test_a_span_is_read_as_it_is_shown(opens: int, closes: int) -> None:
    if opens == closes:
        return
    span = Span(opens, closes if closes > opens else closes + 1440)
    if span.closes == 2880:
        return

    assert hours_of(f'monday = ["{shown(span)}"]').weekly[0] == (span,)
