"""`python -m ops history`: a day of a task queue as text, as JSON and as CSV."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ops.__main__ import commands
from tests.fakes.histories import at
from tests.ops.history import day_of_sales
from tests.ops.history.day_of_sales import DAY, SLOTS
from tests.ops.test_sqlite_table import terminal
from waittimes.history.point import FIGURES, SUMS
from waittimes.settings import loading

__all__ = ["terminal"]


def operate(line: str) -> Result:
    return CliRunner().invoke(commands, line.split())


@pytest.fixture
def day(terminal: Path) -> Path:
    """Return the folder of an operator whose table has waits, and a day of history of Sales."""
    operate("create-table")
    operate("poll")
    day_of_sales.stored()
    return terminal


@pytest.mark.usefixtures("day")
def test_a_day_is_printed_with_a_row_for_each_point_and_each_gap() -> None:
    lines = operate(f"history sales --day {DAY}").stdout.splitlines()

    assert lines[0].endswith(f"{DAY}, times in UTC")
    assert [line.split("  ")[0] for line in lines[2:8]] == [
        "15:00",
        "15:05",
        "15:10",
        "15:15 - 16:10",
        "16:10",
        "16:15",
    ]
    cells = dict(zip(lines[1].replace("HUNG UP", "HUNG-UP").split(), lines[3].split(), strict=True))
    assert cells == {
        "TIME": "15:05",
        "WAIT": "4:01",
        "FROM": "2:59",
        "TO": "5:30",
        "WAITING": "14",
        "LONGEST": "1:35",
        "FREE": "0",
        "BUSY": "6",
        "ANSWERED": "47",
        "HUNG-UP": "-",
        "SCORED": "4",
        "PROMISED": "0:04",
        "WAITED": "0:05",
        "ERROR": "0:07",
        "AVG15": "0:04",
    }
    assert set(lines[5].split()[3:]) == {"-"}
    assert lines[2].split()[10:] == ["-"] * 5, "nothing is known before the first point"
    assert "Of the day: 16 calls scored" in lines[-1]


@pytest.mark.usefixtures("day")
def test_json_has_the_same_points() -> None:
    found = json.loads(operate(f"history sales --day {DAY} --json").stdout)

    assert [each["at"] for each in found["points"]] == list(map(at, SLOTS))
    assert [each["hung_up"] for each in found["points"]] == [0, None, 2, 14, 15]
    assert (found["name"], found["line"], found["day"], found["time_zone"]) == ("Sales", "sales", DAY, "UTC")
    assert (found["end"] - found["start"], found["calls"]) == (86_400, 16)
    assert found["points"][1]["scores"] == [
        {"priority": 0, **{name: 4 * place for place, name in enumerate(SUMS, 1)}},
    ]
    assert (found["promised_seconds"], found["ratio"]) == (4, 8 / 12)


@pytest.mark.usefixtures("day")
def test_a_queue_has_the_calls_of_every_priority_and_a_line_those_of_its_own() -> None:
    of_line, of_queue = (
        json.loads(operate(f"history {name} --day {DAY} --json").stdout) for name in ("sales", "SALES")
    )

    assert (of_line["calls"], of_queue["calls"], of_queue["line"]) == (16, 20, None)
    assert [each["priority"] for each in of_queue["points"][1]["scores"]] == [0, 9]


@pytest.mark.usefixtures("day")
def test_csv_has_the_same_points_in_rows_for_a_spreadsheet() -> None:
    rows = list(csv.DictReader(io.StringIO(operate(f"history Sales --day {DAY} --csv").stdout)))

    assert [int(row["at"]) for row in rows] == list(map(at, SLOTS))
    assert rows[0].keys() == {"time", "at", *FIGURES, *SUMS}
    assert (rows[1]["time"], rows[1]["hung_up"], rows[1]["calls"]) == ("2026-09-21T15:05:00+00:00", "", "5")
    assert rows[0]["calls"] == ""


@pytest.mark.usefixtures("day")
def test_a_queue_is_found_by_its_sid_even_if_the_table_has_no_wait_of_it() -> None:
    settings = loading.current()
    line = settings.line("sales")
    assert line
    pages = [f"{line.workspace_sid}#{digit}" for digit in "0123456789abcdef"]
    with closing(sqlite3.connect("waits.db")) as connection, connection:
        connection.executemany("DELETE FROM attribute WHERE id = ?", [(page,) for page in pages])

    found = json.loads(operate(f"history {line.task_queue_sid} --day {DAY} --json").stdout)

    assert (found["name"], len(found["points"])) == (line.task_queue_sid, 5)


@pytest.mark.usefixtures("day")
def test_a_line_that_names_only_its_workflow_leads_to_a_queue() -> None:
    refused = operate(f"history support --day {DAY}")

    assert refused.exit_code == 1
    none = f"the table holds no history of Support on {DAY}"
    assert f"{none}; a point is stored some minutes after its slot has ended, and kept for 30 days" in refused.output


def test_where_none_is_kept_the_setting_is_named(day: Path) -> None:
    lines = day / "lines.toml"
    lines.write_text(lines.read_text(encoding="utf-8").replace("history_days = 30", ""), encoding="utf-8")

    assert "none is kept: set history_days in [poller]" in operate("history sales --day 2026-09-20").output


@pytest.mark.usefixtures("day")
def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    refused = operate("history Complaints")

    assert refused.exit_code == 2
    assert "there are: sales, " in refused.output


@pytest.mark.usefixtures("terminal")
def test_a_table_that_cannot_be_reached_is_told_with_its_remedy() -> None:
    refused = operate("history sales")

    assert refused.exit_code == 1
    assert "the table cannot be reached" in refused.output
