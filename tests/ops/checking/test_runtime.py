"""What `check STAGE` says about the function's runtime on different days."""

import json
import re
import tomllib
from datetime import UTC, date, datetime

import pytest

from ops.checking.finding import shown
from ops.checking.runtime import ENDS, LATER, finding
from tests.pages import ROOT, text


def told(runtime: str | None, day: str) -> str:
    return shown(finding(runtime, "production", datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()))


REMEDY = ": set runtime to python3.13 in zappa_settings.json and run zappa update production, from a virtual"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-12-31", "ok   runtime: python3.11, maintained by AWS until 2027-06-30"),
        ("2027-01-01", "note runtime: python3.11, maintained by AWS until 2027-06-30"),
        ("2027-06-29", "note runtime: python3.11, maintained by AWS until 2027-06-30"),
        ("2027-06-30", "new functions from 2027-07-31 and updates from 2027-08-31 on" + REMEDY),
        ("2027-07-31", "since 2027-06-30, and AWS refuses updates from 2027-08-31 on" + REMEDY),
        ("2027-08-31", "since 2027-06-30, and AWS refuses updates since 2027-08-31" + REMEDY),
    ],
)
def test_a_runtime_is_well_then_a_note_then_to_be_changed(day: str, said: str) -> None:
    found = told("python3.11", day)

    assert said in found
    assert found.startswith("DO ") == (date.fromisoformat(day) >= ENDS["python3.11"].deprecated)


def test_a_runtime_that_nobody_knows_is_a_note() -> None:
    assert told("python3.15", "2026-11-29") == "note runtime: python3.15; when it ends is not known here"
    assert told(None, "2026-11-29").startswith("note runtime: that of a container image")


def test_the_days_of_a_runtime_follow_each_other() -> None:
    assert [each for each in ENDS.values() if list(each) != sorted(set(each))] == []


def test_every_supported_runtime_is_known_and_the_one_to_change_to_outlives_the_oldest() -> None:
    oldest = "python" + tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["requires-python"].removeprefix(">=")
    shipped = json.loads(text(ROOT / "zappa_settings.json"))["base"]["runtime"]
    tried = re.findall(r'"(3\.\d+)"', text(ROOT / ".github" / "workflows" / "ci.yml"))

    assert list(ENDS) == [f"python{each}" for each in tried]
    assert next(iter(ENDS)) == oldest
    assert shipped in ENDS
    assert ENDS[LATER].deprecated > ENDS[oldest].deprecated
