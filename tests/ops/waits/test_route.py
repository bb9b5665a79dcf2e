"""What `route` draws: the filters with their reasons, the way, the waits on it, and what a caller would hear."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from ops.__main__ import commands
from ops.aws_clients import client
from ops.setup.create_table import create
from ops.waits import route
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, NOW
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import cache, workflow_store
from waittimes.routing.workflow import read
from waittimes.table import DynamoTable, Table
from waittimes.wait import Basis, Estimate, Wait

ROUTED = replace(
    CLAIMS, task_queue_sid="", attributes={"type": "claim", "skills": ["a", "b"]}, numbers=("+15550100001",)
)

TYPES = "the comparison of values of different types is not documented"


def a_wait(letter: str, seconds: float) -> Wait:
    return Wait(
        queue_sid=QUEUES[letter],
        queue_name=f"queue {letter}",
        measured_at=NOW - 8,
        basis=Basis.LINE,
        estimate=Estimate(seconds, seconds - 60, seconds + 60),
        by_priority={9: Estimate(100)},
    )


@pytest.fixture
def table() -> MemoryTable:
    found = MemoryTable()
    waits = (a_wait("A", 250), a_wait("B", 400))
    measurement = cache.Measurement(ROUTED.workspace_sid, waits, frozenset(each.queue_sid for each in waits), NOW - 8)
    assert cache.refresh(found, measurement, now=NOW) == {}
    return found


def drawn(table: MemoryTable, written: dict[str, Any], from_number: str | None = None) -> list[str]:
    call = route.call_of(ROUTED, from_number)
    return "\n".join(route.described(ROUTED, read(written), call, table, now=NOW)).splitlines()


def test_the_way_is_drawn_from_the_first_filter_to_the_wait(table: MemoryTable) -> None:
    written = document(
        where("preferred != null", to("B"), filter_friendly_name="Known agents"),
        where("skills HAS 'c' OR type == 'new'", to("B"), filter_friendly_name="Newcomers"),
        where(
            "type == 'claim'\n AND to == '+15550100001'", to("A", timeout=60), to("B"), filter_friendly_name="Claims"
        ),
    )

    assert drawn(table, written) == [
        "  no   Known agents  preferred != null                         preferred is missing",
        '  no   Newcomers     skills HAS \'c\' OR type == \'new\'           skills is ["a", "b"], type is "claim"',
        "  yes  Claims        type == 'claim' AND to == '+15550100001'  type is \"claim\", to is \"+15550100001\"",
        "The caller goes to:",
        "  queue A  priority 7  for 60 s          wait 4:10 (line)",
        "  queue B  priority 7  until answered    wait 6:40 (line)",
        "The wait on the way: 6:40 (line), between 5:40 and 7:40",
    ]


def test_each_possible_way_is_drawn_with_what_makes_it_uncertain(table: MemoryTable) -> None:
    written = document(
        where("from_country == 'US'", to("A", priority=9, skip_if="1==1"), filter_friendly_name="Americans"),
        where("type == 'claim'", to("B", expression="worker.level > 2"), filter_friendly_name="Claims"),
        default="C",
    )

    assert drawn(table, written) == [
        f"  ?    Americans  from_country == 'US'  {route.NOT_GIVEN} (character 1)",
        "  yes  Claims     type == 'claim'       type is \"claim\"",
        "Way 1 of 2, the caller goes to:",
        "  queue A  priority 9  until answered, skipped if 1==1                       wait 1:40 (line)",
        "  queue B  priority 9  until answered                   some of its workers  wait 1:40 (line)",
        "Way 2 of 2, the caller goes to:",
        "  queue B  priority 7  until answered  some of its workers  wait 6:40 (line)",
        "The wait on the way: unknown, so no number is announced",
    ]


def test_the_number_of_the_caller_may_decide(table: MemoryTable) -> None:
    written = document(where("from CONTAINS '+4930'", to("A")), default="B")

    assert drawn(table, written, "+4930555001")[2].startswith("  queue A")
    assert drawn(table, written, "+15550177777")[2].startswith("  queue B")
    assert drawn(table, written)[1] == "Way 1 of 2, the caller goes to:"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (document(where("1==0", to("A"))), "  no task queue: the task is canceled at once"),
        (document(default="C"), f"  {QUEUES['C']}  priority 7  until answered    the table holds no wait"),
        (
            document(where("1==1", to("A", timeout=0))),
            "  queue A  priority 7  until answered  the timeout of a target is 0  wait 4:10 (line)",
        ),
        ({}, "  the document has no object task_routing"),
        (
            document(*(where("1 == '1'", to(letter)) for letter in "ABCDEFGHIJKLMNOPQ")),
            f"Where the caller goes is unknown: {TYPES} (character 1)",
        ),
    ],
)
def test_what_leads_nowhere_is_said(table: MemoryTable, written: dict[str, Any], line: str) -> None:
    assert line in drawn(table, written)


@pytest.fixture
def pages(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, aws_credentials: None) -> Iterator[Table]:
    """Yield the table of a line of the environment, which names its workflow alone."""
    del aws_credentials
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TWILIO_ACCOUNT_SID": ROUTED.account.sid,
        "TWILIO_AUTH_TOKEN": "token-nobody-may-see",
        "TWILIO_WORKSPACE_SID": ROUTED.workspace_sid,
        "WORKFLOW_SID": ROUTED.workflow_sid,
        "TASK_QUEUE_SID": "",
        "LINES_FILE": "",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        yield DynamoTable(client("dynamodb"), "task-queue-waits")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["route", *arguments])


def test_the_command_says_what_a_caller_would_hear(pages: Table) -> None:
    now = time.time()
    written = json.dumps(document(where("type == 'claim'", to("A")), default="B"))
    workflow_store.store(pages, ROUTED.workspace_sid, ROUTED.workflow_sid, written, now=now - 42)
    waits = tuple(
        replace(a_wait(letter, seconds), measured_at=now - 8) for letter, seconds in {"A": 250, "B": 400}.items()
    )
    measurement = cache.Measurement(ROUTED.workspace_sid, waits, frozenset(each.queue_sid for each in waits), now - 8)
    assert cache.refresh(pages, measurement, now=now) == {}

    default, claim = run("default"), run("default", "--attributes", '{"type": "claim"}')

    assert (default.exit_code, claim.exit_code) == (0, 0)
    assert default.output.startswith(f"default: workflow {ROUTED.workflow_sid}, read by the poller 4")
    assert default.output.splitlines()[-1] == "A caller would hear: Your estimated wait is between 5 and 8 minutes."
    assert claim.output.splitlines()[-1] == "A caller would hear: Your estimated wait is between 3 and 6 minutes."


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nobody"], "there is no line nobody; there are: default"),
        (["default", "--attributes", "[1]"], "--attributes is no JSON object"),
        (["default", "--attributes", "{"], "--attributes is no JSON object"),
    ],
)
@pytest.mark.usefixtures("pages")
def test_what_makes_no_sense_is_refused(arguments: list[str], complaint: str) -> None:
    refused = run(*arguments)

    assert refused.exit_code == 2
    assert complaint in refused.output
