"""`close` and `open`: what an operator writes, and what the commands print."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click
import pytest

from ivr.switch import Override, Positions
from ops.ending import ends_at, moment
from ops.hours.override import shown

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


@pytest.mark.parametrize(("lasting", "seconds"), [("45m", 2700), ("2h", 7200), ("31d", 31 * 86400)])
def test_it_may_end_after_a_time(lasting: str, seconds: int) -> None:
    assert ends_at(lasting, None, BERLIN, NOW) == NOW + seconds
    assert ends_at(None, "16:00", BERLIN, NOW) == NOW + 1800
    assert ends_at(None, None, BERLIN, NOW) is None


@pytest.mark.parametrize("lasting", ["2", "0m", "-1h", "32d", "1w", "two hours", "99999d", ""])
def test_what_is_no_time_of_at_most_a_month_is_refused_with_a_sentence(lasting: str) -> None:
    with pytest.raises(click.ClickException, match=r"--for is '.*'; write a time such as 45m"):
        ends_at(lasting, None, BERLIN, NOW)


def test_two_ends_are_refused() -> None:
    with pytest.raises(click.UsageError, match="give one of them"):
        ends_at("2h", "16:00", BERLIN, NOW)
