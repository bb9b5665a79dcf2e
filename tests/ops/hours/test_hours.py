"""What `hours` prints about a line's opening hours."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from ops.__main__ import commands
from ops.hours.hours import report
from tests.ivr.phone_under_test import CLAIMS
from tests.ops.support_line import SUPPORT_LINE
from waittimes.opening_hours import ExceptionalDay, OpeningHours, Span

PLAN = OpeningHours(
    "Europe/Berlin",
    ((Span(480, 720), Span(780, 1080)), *((Span(480, 1080),),) * 3, (Span(1320, 1800),), (), ()),
    {
        date(2026, 12, 1): ExceptionalDay((Span(480, 720),), "training"),
        date(2026, 12, 25): ExceptionalDay((), "holiday"),
        date(2026, 10, 3): ExceptionalDay((), "holiday"),
    },
)
FILE = f"""{SUPPORT_LINE}hours = "office"

[lines.night]
workflow_sid = "WW77777777777777777777777777777777"
task_queue_sid = "WQ77777777777777777777777777777777"

[hours.office]
time_zone = "Europe/Berlin"
monday = ["08:00-18:00"]
"""


def reported(local: str) -> str:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    return "\n".join(report(replace(CLAIMS, hours=PLAN), PLAN, now))


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    file = folder / "lines.toml"
    file.write_text(FILE, encoding="utf-8")
    environment = {"LINES_FILE": str(file), "AUTH_TOKEN": "a-token-of-sixteen"}
    result = CliRunner().invoke(commands, ["hours", *arguments], env=environment)
    return result.exit_code, result.output


def test_the_next_two_weeks_and_the_exceptions_are_shown() -> None:
    assert (
        reported("2026-11-30 10:00")
        == """\
claims, times in Europe/Berlin

Mon  2026-11-30  08:00-12:00, 13:00-18:00
Tue  2026-12-01  08:00-12:00               exception: training
Wed  2026-12-02  08:00-18:00
Thu  2026-12-03  08:00-18:00
Fri  2026-12-04  22:00-06:00
Sat  2026-12-05  closed
Sun  2026-12-06  closed
Mon  2026-12-07  08:00-12:00, 13:00-18:00
Tue  2026-12-08  08:00-18:00
Wed  2026-12-09  08:00-18:00
Thu  2026-12-10  08:00-18:00
Fri  2026-12-11  22:00-06:00
Sat  2026-12-12  closed
Sun  2026-12-13  closed

Exceptions after that:
Fri  2026-12-25  closed  exception: holiday

Exceptions in the past, which may be removed: 2026-10-03.

Monday, 30 November 2026, 10:00: open until Monday, 12:00."""
    )


@pytest.mark.parametrize(
    ("local", "heard"),
    [
        ("2026-12-01 13:00", "A caller hears: We're closed for staff training. We open tomorrow at 8 AM."),
        ("2026-12-05 05:59", "open until Saturday, 06:00."),
        ("2026-12-25 10:00", "A caller hears: We're closed for a holiday. We open again on Monday at 8 AM."),
    ],
)
def test_what_a_caller_hears_at_a_time_is_said(local: str, heard: str) -> None:
    assert reported(local).endswith(heard)


def test_round_the_clock_does_not_close() -> None:
    plan = replace(PLAN, weekly=((Span(0, 1440),),) * 7, exceptions={})

    assert "\n".join(report(replace(CLAIMS, hours=plan), plan, 1.79e9)).endswith("open, and it does not close.")


def test_the_command_takes_a_time_in_the_lines_zone(tmp_path: Path) -> None:
    status, output = run(tmp_path, "support", "--at", "2026-11-30T17:59")

    assert status == 0
    assert output.endswith("Monday, 30 November 2026, 17:59: open until Monday, 18:00.\n")


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("sales", 2, "there is no line 'sales'; there are support, night"),
        ("night", 1, "night has no opening hours, so it is always open"),
    ],
)
def test_a_line_without_hours_is_answered_with_a_sentence(tmp_path: Path, line: str, code: int, sentence: str) -> None:
    status, output = run(tmp_path, line)

    assert status == code
    assert sentence in output
