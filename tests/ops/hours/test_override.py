"""`close` and `open`: what an operator writes, and what the commands print."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click
import pytest

from ivr.switch import Override, Positions
from ops.hours.override import lift, moment, override, shown
from tests.fakes.memory_table import MemoryTable

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 15, 30, tzinfo=BERLIN).timestamp()


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("16:00", "2026-11-26 16:00"),
        ("15:30", "2026-11-27 15:30"),
        ("09:00", "2026-11-27 09:00"),
        ("2026-12-01T08:00", "2026-12-01 08:00"),
    ],
)
def test_a_time_of_day_is_the_next_one_and_a_date_is_the_lines(text: str, local: str) -> None:
    assert datetime.fromtimestamp(moment(text, BERLIN, NOW), BERLIN).strftime("%Y-%m-%d %H:%M") == local


@pytest.mark.parametrize("text", ["noon", "25:00", "2026-11-26T10:00", "2027-03-01T10:00", "2026-13-01"])
def test_what_is_no_time_of_the_next_month_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(
        click.ClickException, match=r"--until is '.*'; (write a time of day|name a time in the next 31)"
    ):
        moment(text, BERLIN, NOW)


def test_who_and_when_and_why_are_shown() -> None:
    found = Positions(
        hours={
            "*": Override(is_open=False, until=NOW + 3600, reason="emergency", set_by="ada", set_at=NOW),
            "sales": Override(is_open=True, until=NOW + 7200, set_by="bob", set_at=NOW - 600),
            "claims": Override(is_open=False, until=NOW - 1),
        }
    )

    assert shown(found, BERLIN, NOW).splitlines() == [
        "Every line is closed until 2026-11-26 16:30 (emergency), set by ada at 2026-11-26 15:30.",
        "sales is open until 2026-11-26 17:30, set by bob at 2026-11-26 15:20.",
    ]
    assert shown(Positions(), BERLIN, NOW) == "The opening hours hold on every line."


def test_a_single_line_cannot_be_released_while_all_are_overridden() -> None:
    table = MemoryTable()
    override(table, None, Override(is_open=False, until=NOW + 60), now=NOW)

    with pytest.raises(click.ClickException, match="all lines are overridden together"):
        lift(table, "claims", now=NOW)
