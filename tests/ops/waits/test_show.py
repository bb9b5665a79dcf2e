"""What `show` prints is what the callers of each line hear."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ivr import switch
from ivr.announcing import languages
from ivr.switch import Muting, Positions
from ops.__main__ import commands
from ops.aws_clients import client
from ops.waits import heard, show
from ops.waits.why import why
from tests.fakes.waits import MEASURED_AT, wait_of
from tests.ivr.phone_under_test import CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from waittimes import cache, logs
from waittimes.cache import Measurement
from waittimes.page import NO_PAGE
from waittimes.settings.config import Config, Line
from waittimes.settings.line_policy import Policy
from waittimes.table import DynamoTable, TableUnavailable
from waittimes.wait import Basis, Estimate, Wait


def phone_with(*lines: Line, muted: frozenset[str] = frozenset()) -> PhoneUnderTest:
    phone = PhoneUnderTest(lines=lines)
    if muted:
        switch.write(phone.table, Positions(dict.fromkeys(muted, Muting())), replaces=NO_PAGE, now=NOW)
    return phone


def heard_in_a_call(phone: PhoneUnderTest, line: Line) -> str:
    """Return the second sentence of a dialled call: what it says of the wait."""
    caller = phone.caller()
    caller.dials(f"{HOST}/voice/{line.name}")
    return caller.heard_everything[1]


def shown(phone: PhoneUnderTest, *waits: Wait) -> list[show.Row]:
    config = Config(accounts=(CLAIMS.account,), lines=phone.lines)
    answering = replace(heard.phone(config, phone.table), clock=lambda: NOW)
    return list(show.rows(config, answering, CLAIMS.workspace_sid, {wait.queue_sid: wait for wait in waits}))


VARIANTS = {
    "its own language": replace(CLAIMS, language="de"),
    "a floor": replace(CLAIMS, policy=Policy(floor_minutes=15)),
    "a ceiling": replace(CLAIMS, policy=Policy(ceiling_minutes=3)),
    "a policy under which the record is old": replace(CLAIMS, policy=Policy(fresh_seconds=1, ageing_seconds=60)),
    "another task priority": replace(CLAIMS, priority=9),
}


@pytest.mark.parametrize("muted", [frozenset[str](), frozenset({"claims"}), frozenset({"*"})], ids=["", "muted", "all"])
@pytest.mark.parametrize("line", VARIANTS.values(), ids=VARIANTS)
def test_a_row_says_what_a_dialled_call_of_its_line_says(line: Line, muted: frozenset[str]) -> None:
    phone = phone_with(line, muted=muted)
    phone.knows(line, 400, age=20)

    (row,) = shown(phone)

    assert row.sentence == heard_in_a_call(phone, line)
    assert row.line == line


def test_two_lines_of_one_task_queue_have_a_row_each() -> None:
    english, german = CLAIMS, replace(CLAIMS, name="schaden", language="de")
    phone = phone_with(english, german)
    phone.knows(english, 400, age=20)

    first, second = shown(phone)

    assert [row.line.name for row in (first, second) if row.line] == ["claims", "schaden"]
    assert first.sentence != second.sentence


def test_a_task_queue_of_no_line_says_so() -> None:
    wait = wait_of(4)

    *_, row = shown(phone_with(), wait)

    assert (row.line, row.sentence) == (None, show.NO_LINE)


def test_a_line_whose_task_queue_is_not_in_the_table_has_a_row_without_figures() -> None:
    elsewhere = replace(LOANS, workspace_sid=CLAIMS.workspace_sid)

    (row,) = shown(phone_with(elsewhere))

    cells = show.rendered([row], now=NOW).splitlines()[1].split()
    assert cells[:9] == [LOANS.task_queue_sid, *"-------", LOANS.name]


def test_a_row_of_a_line_with_a_priority_shows_the_wait_of_that_priority() -> None:
    wait = replace(wait_of(4, basis=Basis.LINE), estimate=Estimate(100), by_priority={9: Estimate(400)})
    urgent = replace(CLAIMS, task_queue_sid=wait.queue_sid, priority=9)

    printed = show.rendered([show.Row("Claims", wait, urgent, "")], now=MEASURED_AT)

    assert printed.splitlines()[1].split()[1] == "6:40"


def test_only_with_why_is_the_column_shown() -> None:
    wait = wait_of(4, basis=Basis.LINE, evidence={"ahead": 14})
    row = show.Row("Claims", wait, None, show.NO_LINE)
    plain = show.rendered([row], now=MEASURED_AT + 8).splitlines()

    head, told = show.rendered([row], now=MEASURED_AT + 8, says_why=True).splitlines()

    assert head.split() == [*plain[0].split(), "WHY"]
    assert told == f"{plain[1]}  {why(wait)}"


def run(operator: CliRunner, *arguments: str) -> Result:
    return operator.invoke(commands, arguments)


def test_a_workspace_of_which_the_table_holds_nothing_is_a_failure(operator: CliRunner) -> None:
    told = run(operator, "show")

    assert told.exit_code == 1
    assert told.output.splitlines()[0] == "main WS66666666666666666666666666666666: 0 task queues"
    assert "holds no wait of this workspace: check the SID in the settings" in told.output


def test_muted_lines_are_named(operator: CliRunner) -> None:
    run(operator, "mute")

    told = run(operator, "show")

    assert told.output.startswith("muted: line support; callers hear no announced wait (python -m ops unmute lifts it)")


def test_no_log_stands_between_what_is_printed(operator: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise TableUnavailable("ThrottlingException")

    monkeypatch.setattr(cache.WaitReader, "wait", fails)
    stored = Measurement("WS66666666666666666666666666666666", (wait_of(4),), frozenset({wait_of(4).queue_sid}), NOW)
    cache.refresh(DynamoTable(client("dynamodb"), "task-queue-waits"), stored, now=NOW)

    told = run(operator, "show").output
    logging.getLogger(logs.ROOT).handlers.clear()  # as in a process of its own
    logged = run(operator, "--logs", "show").output

    assert "wait.not_read" not in told
    assert languages.load()["en"].say("unknown").text in told
    assert "wait.not_read" in logged
