"""What the checks find in the table: whether it can be used, and how old waits and workflows are."""

from dataclasses import replace
from typing import Any

import pytest

from ivr import switch
from ivr.switch import Muting, Positions
from ops.checking import stored
from ops.checking.finding import shown
from tests.fakes.memory_table import MemoryTable
from tests.ops.checking.checked_settings import NOW, PLAN, SALES, settings
from tests.ops.checking.stored_waits import of_table, one_line, store
from waittimes import workflow_store
from waittimes.page import NO_PAGE
from waittimes.table import TableUnavailable

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")


def test_a_table_that_is_well_is_told_in_two_lines(table: MemoryTable) -> None:
    store(table)

    assert of_table(one_line(), table) == [
        "ok   the table task-queue-waits can be read and written",
        "ok   line default: the wait in the table is 20 s old",
    ]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("ResourceNotFoundException", "in eu-west-1 there is no such table; make it (python -m ops create-table)"),
        ("ProvisionedThroughputExceededException", "try again in a minute"),
        ("NoCredentialsError", "set AWS_PROFILE, or run aws configure"),
        ("AccessDeniedException", "deployer.json"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_once_with_the_remedy_of_its_error(
    table: MemoryTable, code: str, remedy: str
) -> None:
    table.fails(code)

    (told,) = of_table(one_line(), table)

    assert told.startswith(f"DO   the table task-queue-waits cannot be read, so no wait is announced ({code}): ")
    assert remedy in told


def test_a_table_that_takes_no_write_is_a_problem_though_the_waits_are_fresh() -> None:
    table = Throttled()
    store(table)
    table.is_throttled = True

    told = of_table(one_line(), table)

    assert told[0].startswith(
        "DO   the table task-queue-waits cannot be written, so polls store nothing (ThrottlingException): in eu-west-1"
    )
    assert told[1].startswith("ok   line default: ")


class Throttled(MemoryTable):
    """A table that can be read, and sometimes cannot be written."""

    is_throttled = False

    def put(self, key: str, rows: bytes, *, replaces: Any, measured_at: float, expires_at: float) -> None:
        if self.is_throttled:
            raise TableUnavailable("ThrottlingException")
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)


def test_a_poller_that_is_dead_is_told_by_the_age_of_the_waits(table: MemoryTable) -> None:
    store(table, age=400)

    told = of_table(one_line(), table)[1]

    assert told.startswith("DO   line default: the wait in the table is 400 s old: no poll has stored anything since; ")
    assert "zappa status" in told


def test_lines_with_the_same_trouble_are_told_together(table: MemoryTable) -> None:
    config = one_line()
    (line,) = config.lines
    three = replace(config, lines=(line, replace(line, name="support"), replace(line, name="vip")))

    (told,) = [each for each in of_table(three, table) if "holds no wait" in each]

    assert told.startswith(f"DO   lines default, support, vip: the table holds no wait of task queue {SALES.sid}: ")


@pytest.mark.parametrize(
    ("age", "sentence"),
    [
        (
            None,
            "DO   line default: no wait is announced, because the table does not have the workflow: python -m ops poll",
        ),
        (90, "ok   line default: its workflow in the table was read 90 s ago"),
        (30 * 3600, "DO   line default: its workflow in the table is 30 h old: python -m ops poll says why"),
    ],
)
def test_the_workflow_by_which_callers_are_routed_is_told_with_its_age(
    table: MemoryTable, age: float | None, sentence: str
) -> None:
    routed = settings("http://127.0.0.1:9", TASK_QUEUE_SID="")
    if age is not None:
        flow = PLAN.workflows[0]
        workflow_store.store(table, PLAN.workspace.sid, flow.sid, flow.configuration, now=NOW - age)

    told = [shown(each) for each in stored.findings(routed, table, "in eu-west-1", NOW)]

    assert [line for line in told if line.startswith(sentence)]


def test_muted_lines_are_a_note(table: MemoryTable) -> None:
    store(table)
    switch.write(table, Positions({"default": Muting()}), replaces=NO_PAGE, now=NOW)

    said = "note muted: line default; callers hear no announced wait (python -m ops unmute lifts it)"
    assert f"{said}. default is muted until unmute." in of_table(one_line(), table)
