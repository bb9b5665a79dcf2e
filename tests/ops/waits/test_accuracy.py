"""`python -m ops accuracy`: how accurate promises were, as text for an operator and as JSON for a script."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ivr.wallboard.shown.accuracy_figures import figures
from ops.aws_clients import client
from ops.setup.create_table import create
from ops.waits.accuracy import (
    ESTIMATE_COLUMNS,
    LEGEND,
    NONE_YET,
    SENTENCE_COLUMNS,
    accuracy,
    for_scripts,
    page,
    promises,
)
from simulator.caller.scripted_switchboard import answers_after
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from tests.pages import ROOT, block
from waittimes import cache, feedback
from waittimes.score import NO_SCORE, score_call, score_sentence, score_shortly
from waittimes.settings.config import DEFAULT_TABLE
from waittimes.table import DynamoTable, TableUnavailable

CALLS = (
    score_call(promised=250, waited=310, low=180, high=290, history=190),
    score_call(promised=250, waited=170, low=180, high=290, history=130),
    score_call(promised=100, waited=90, low=60, high=140),
    score_call(promised=40, waited=50),
    score_sentence(upper=300, waited=310, history_upper=240),
    score_sentence(upper=300, waited=170, history_upper=180),
    score_sentence(upper=120, waited=250),
    score_shortly(waited=20),
    score_shortly(waited=190),
)


def told(table: MemoryTable) -> list[str]:
    return page(promises((CLAIMS, LOANS), table, now=NOW)).splitlines()


def cells(line: str, head: str, names: tuple[str, ...] = ESTIMATE_COLUMNS) -> dict[str, str]:
    starts = [head.index(f" {name}") + 1 if index else 0 for index, name in enumerate(names)]
    return dict(zip(names, (line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)), strict=True))


@pytest.fixture
def scored() -> MemoryTable:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250)
    for each in CALLS:
        feedback.add(phone.table, CLAIMS, each, now=NOW)
    return phone.table


def test_a_line_is_shown_with_what_it_promised_and_what_history_would_have(scored: MemoryTable) -> None:
    head, claims, *_ = told(scored)

    assert cells(claims, head) == {
        "LINE": "claims",
        "TASK QUEUE": "Claims",
        "PRIORITY": "7",
        "CALLS": "4",
        "PROMISED": "2:40",
        "WAITED": "2:35",
        "ERROR": "0:40",
        "BIAS": "+0:05",
        "ABOVE": "33 %",
        "BELOW": "33 %",
        "AVG15": "2:40",
        "ITS ERROR": "1:20",
        "ITS BIAS": "-1:20",
        "RATIO": "0.88",
        "SINCE": "2026-11-18",
    }


def test_a_line_is_shown_with_what_its_sentences_were_worth(scored: MemoryTable) -> None:
    _, _, _, empty, head, claims, *_ = told(scored)

    assert empty == ""
    assert cells(claims, head, SENTENCE_COLUMNS) == {
        "LINE": "claims",
        "TASK QUEUE": "Claims",
        "PRIORITY": "7",
        "HEARD": "3",
        "LONGER": "67 %",
        "BY 2 MIN": "33 %",
        "LOSS": "0:46",
        "ITS LOSS": "0:29",
        "LOSS RATIO": "0.59",
        "SHORTLY": "2",
        "THEY WAITED": "1:45",
        "OVER 1 MIN": "50 %",
        "OVER 3 MIN": "50 %",
    }


def test_the_example_in_the_docs_is_what_is_printed(scored: MemoryTable) -> None:
    line = next(promises((CLAIMS,), scored, now=NOW))
    shown = page([replace(line, lines=("sales",), name="Sales", priority=0)])

    assert "\n".join(shown.splitlines()[:5]) == block(ROOT / "docs" / "speaking.md", "LINE ").rstrip("\n")


def test_a_line_without_a_call_is_shown_without_a_figure(scored: MemoryTable) -> None:
    head, _, loans, *_ = told(scored)

    shown = cells(loans, head)
    assert (shown["LINE"], shown["TASK QUEUE"], shown["CALLS"]) == ("loans", LOANS.task_queue_sid, "0")
    assert set(list(shown.values())[4:]) == {"-"}


def test_the_columns_are_explained_as_soon_as_there_is_a_call(scored: MemoryTable) -> None:
    assert "\n".join(told(scored)).endswith(LEGEND)
    assert told(MemoryTable())[-1] == NONE_YET
    assert len(told(MemoryTable())) == 5


def test_lines_that_promise_the_same_are_shown_together_and_other_priorities_apart() -> None:
    lines = (CLAIMS, replace(CLAIMS, name="claims-two"), replace(CLAIMS, name="claims-vip", priority=90))

    rows = list(promises(lines, MemoryTable(), now=NOW))

    assert [(each.lines, each.priority) for each in rows] == [(("claims", "claims-two"), 7), (("claims-vip",), 90)]


def test_figures_without_a_call_are_none_and_nothing_is_divided_by_nothing() -> None:
    assert set(figures(NO_SCORE).values()) == {None}
    assert figures(score_call(promised=250, waited=190, history=190))["ratio"] is None


def test_scripts_get_the_same_unrounded(scored: MemoryTable) -> None:
    claims, _ = (for_scripts(each) for each in promises((CLAIMS, LOANS), scored, now=NOW))

    assert (claims["lines"], claims["calls"], claims["since"]) == (("claims",), 4, int(NOW))
    assert (claims["error_seconds"], claims["bias_seconds"], claims["above_share"]) == (40, 5, 1 / 3)
    assert claims["ratio"] == 140 / 160


def test_a_page_that_cannot_be_read_costs_the_name_alone(scored: MemoryTable) -> None:
    key = cache.page_key(CLAIMS.workspace_sid, CLAIMS.task_queue_sid)
    scored.items[key] = {**scored.items[key], "rows": {"B": b"garbage"}}

    (row,) = promises((CLAIMS,), scored, now=NOW)

    assert (row.name, row.totals.score.calls) == (CLAIMS.task_queue_sid, 4)


def test_a_table_that_fails_is_told_as_such(scored: MemoryTable) -> None:
    scored.fails("ResourceNotFoundException")

    with pytest.raises(TableUnavailable, match="ResourceNotFoundException"):
        told(scored)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, aws_credentials: None) -> Iterator[None]:
    del aws_credentials
    for name, value in {
        "LINES_FILE": "",
        "TWILIO_ACCOUNT_SID": CLAIMS.account.sid,
        "TWILIO_AUTH_TOKEN": "token-nobody-may-see",
        "TWILIO_WORKSPACE_SID": CLAIMS.workspace_sid,
        "WORKFLOW_SID": CLAIMS.workflow_sid,
        "TASK_QUEUE_SID": CLAIMS.task_queue_sid,
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        create(client("dynamodb"), DEFAULT_TABLE, lambda _: None)
        yield


@pytest.mark.usefixtures("environment")
def test_the_command_tells_of_a_call_that_was_made() -> None:
    phone = PhoneUnderTest(lines=(replace(CLAIMS, priority=0),))
    phone.knows(CLAIMS, 250)
    caller = phone.caller(switchboard=answers_after(301))
    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()
    (totals,) = feedback.read(phone.table, CLAIMS.workspace_sid, [feedback.of_line(phone.lines[0])]).values()
    feedback.add(DynamoTable(client("dynamodb"), DEFAULT_TABLE), phone.lines[0], totals.score, now=NOW)

    shown = CliRunner().invoke(accuracy, [])
    scripted = CliRunner().invoke(accuracy, ["--json"])

    assert shown.exit_code == 0
    assert shown.output.splitlines()[1].split()[:8] == [
        *("default", CLAIMS.task_queue_sid, "0", "1", "4:10", "5:01", "0:51", "-0:51")
    ]
    (told_to_scripts,) = json.loads(scripted.output)
    assert (told_to_scripts["calls"], told_to_scripts["error_seconds"]) == (1, 51)
