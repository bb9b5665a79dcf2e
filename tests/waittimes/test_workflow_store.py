"""Workflows in the table: stored once, read once a minute, and never in the way of a call."""

import base64
import json
import random
import zlib
from typing import Any

import pytest

from tests.fakes.memory_table import MemoryTable
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import workflow_store
from waittimes.routing.workflow import MOST_BYTES, read
from waittimes.table import TableUnavailable
from waittimes.workflow_store import LIFE_SECONDS, NOT_STORED, RENEW_AFTER_SECONDS, WorkflowReader, WorkflowRefused

WORKSPACE, WORKFLOW, NOW = "WS" + "1" * 32, "WW" + "2" * 32, 1_795_000_000.0
KEY = f"{WORKSPACE}#{WORKFLOW}"
SALES = document(where("type == 'sales'", to("A")), default="Z")


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def stores(table: MemoryTable, written: Any = SALES, *, now: float = NOW) -> None:
    text = written if isinstance(written, str) else json.dumps(written)
    workflow_store.store(table, WORKSPACE, WORKFLOW, text, now=now)


def test_a_workflow_comes_back_as_it_was_stored(table: MemoryTable) -> None:
    stores(table)

    found = workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW + 5)

    assert (found.workflow, found.read_at) == (read(SALES), NOW)
    assert found.is_usable(NOW + LIFE_SECONDS - 1)
    assert not found.is_usable(NOW + LIFE_SECONDS)


def test_its_item_is_named_after_workspace_and_workflow_and_expires(table: MemoryTable) -> None:
    stores(table)

    assert table.items[KEY]["expires_at"] == {"N": str(int(NOW) + LIFE_SECONDS)}


def test_what_has_not_changed_is_written_once_an_hour(table: MemoryTable) -> None:
    for minute in range(0, 121, 10):
        stores(table, now=NOW + minute * 60)

    assert table.items[KEY]["version"] == {"N": "3"}
    assert table.items[KEY]["measured_at"] == {"N": f"{NOW + 2 * RENEW_AFTER_SECONDS:.3f}"}


def test_what_has_changed_is_written_at_once(table: MemoryTable) -> None:
    stores(table)
    stores(table, document(default="B"), now=NOW + 60)

    assert workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW + 61).workflow.queue_sids == {QUEUES["B"]}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "the document is no JSON"),
        ("None", "the document is no JSON"),
        ("{}", "the document has no object task_routing"),
        ("[" * 100_000, "the document is nested too deeply"),
        (" " * (MOST_BYTES + 1), "the document is longer than 1024 KB"),
    ],
)
def test_a_document_that_is_no_workflow_leaves_the_last_good_one_in_place(
    table: MemoryTable, written: str, reason: str
) -> None:
    stores(table)

    with pytest.raises(WorkflowRefused, match=reason):
        stores(table, written, now=NOW + 600)

    assert workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW + 600).workflow == read(SALES)


def test_a_document_that_does_not_fit_is_refused_with_its_size(table: MemoryTable) -> None:
    noise = base64.b64encode(random.Random(4).randbytes(450_000)).decode()

    with pytest.raises(WorkflowRefused, match=r"the document takes 4\d{5} bytes compressed; at most 350000 fit"):
        stores(table, {**SALES, "note": noise})

    assert table.items == {}


def test_two_processes_that_store_the_same_at_once_both_succeed(table: MemoryTable) -> None:
    table.between = lambda _key: stores(table)

    stores(table)

    assert table.items[KEY]["version"] == {"N": "1"}


def test_where_there_is_none_its_problem_says_so(table: MemoryTable) -> None:
    found = workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW)

    assert found == NOT_STORED
    assert found.workflow.problem == "the table does not have the workflow"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (b"no zlib", "the stored workflow does not decompress"),
        (b"", "the document is no JSON"),
        (zlib.compress(b" " * 10**8), "the document is longer than 1024 KB"),
    ],
)
def test_what_cannot_be_read_of_the_table_is_a_problem_and_no_exception(
    table: MemoryTable, rows: bytes, problem: str
) -> None:
    stores(table)
    table.items[KEY] = {**table.items[KEY], "rows": {"B": rows}}

    assert workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW).workflow.problem == problem


def test_a_time_far_in_the_future_is_believed_by_nobody(table: MemoryTable) -> None:
    stores(table, now=NOW + 10_000)

    assert not workflow_store.load(table, WORKSPACE, WORKFLOW, now=NOW).is_usable(NOW)


def test_a_process_looks_at_the_table_once_a_minute_and_keeps_the_parsed_form(table: MemoryTable) -> None:
    stores(table)
    reader = WorkflowReader(table)

    first, again = (reader.workflow(WORKSPACE, WORKFLOW, now=NOW + second) for second in (1, 60))
    stores(table, document(default="B"), now=NOW + 60)
    later = reader.workflow(WORKSPACE, WORKFLOW, now=NOW + 61)

    assert first is again
    assert later.workflow.queue_sids == {QUEUES["B"]}


def test_while_the_table_does_not_answer_the_workflow_read_last_is_followed(table: MemoryTable) -> None:
    stores(table)
    reader = WorkflowReader(table)
    first = reader.workflow(WORKSPACE, WORKFLOW, now=NOW)
    table.fails()

    assert reader.workflow(WORKSPACE, WORKFLOW, now=NOW + 3600) is first
    with pytest.raises(TableUnavailable):
        WorkflowReader(table).workflow(WORKSPACE, WORKFLOW, now=NOW)


def test_a_call_before_the_first_poll_costs_later_calls_their_number_for_five_seconds_only(table: MemoryTable) -> None:
    reader = WorkflowReader(table)
    assert not reader.workflow(WORKSPACE, WORKFLOW, now=NOW).is_usable(NOW)

    stores(table, now=NOW + 1)

    assert reader.is_remembered(WORKSPACE, WORKFLOW, now=NOW + 4.9)
    assert reader.workflow(WORKSPACE, WORKFLOW, now=NOW + 5).is_usable(NOW + 5)
