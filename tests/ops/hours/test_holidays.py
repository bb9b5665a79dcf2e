"""`holidays` prints exceptions that can be pasted as they are."""

import tomllib
from datetime import date

import pytest
from click.testing import CliRunner

from ops.__main__ import commands
from ops.hours.holidays import public_holidays

TODAY = date(2026, 11, 29)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(commands, ["holidays", *arguments])
    return result.exit_code, result.output


def test_holidays_are_printed_as_the_settings_file_takes_them() -> None:
    status, output = run("DE", "BY", "2027")

    exceptions = tomllib.loads(output)["hours"]["NAME"]["exceptions"]
    assert status == 0
    assert exceptions["2027-01-06"] == {"closed": True, "reason": "holiday"}
    assert "2027-10-03" in exceptions
    assert "# Wednesday: Epiphany" in output


def test_a_year_may_follow_the_country_at_once() -> None:
    assert "2027-01-06" not in run("de", "2027")[1]
    assert "2027-01-01" in run("de", "2027")[1]


def test_without_a_year_those_to_come_of_this_year_and_the_next_are_printed() -> None:
    found = [day for day, _ in public_holidays("DE", None, None, TODAY)]

    assert found[0] == date(2026, 12, 25)
    assert found[-1] == date(2027, 12, 26)


@pytest.mark.parametrize("arguments", [("XX",), ("DE", "ZZ")])
def test_an_unknown_country_or_subdivision_is_answered_with_a_sentence(arguments: tuple[str, ...]) -> None:
    status, output = run(*arguments)

    assert status == 1
    assert output.startswith("Error: ")
    assert "ISO 3166" in output
