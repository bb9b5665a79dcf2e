"""Whether a line's attributes lead into the task queue whose wait its callers are told."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ops.checking.accounts import CheckedAccount
from ops.checking.finding import shown
from ops.checking.routes import findings
from simulator.centre.sids import sid
from simulator.server import serve
from tests.ivr.phone_under_test import CLAIMS
from waittimes.settings.config import Line

SALES, SUPPORT, VIP = (sid("WQ", name) for name in ("sales", "support", "vip"))
NAMES = {SALES: "Sales", SUPPORT: "Support", VIP: "VIP"}
LINE = replace(CLAIMS, name="sales", task_queue_sid=SALES, attributes={"department": "sales"}, priority=0, numbers=())
FLOW = LINE.workflow_sid


def target(queue: str, **others: Any) -> dict[str, Any]:
    return {"queue": queue, **others}


def document(*filters: tuple[str, list[dict[str, Any]]], default: str | None = None) -> str:
    routing: dict[str, Any] = {
        "filters": [{"filter_friendly_name": text, "expression": text, "targets": targets} for text, targets in filters]
    }
    if default:
        routing["default_filter"] = {"queue": default}
    return json.dumps({"task_routing": routing})


def told(
    configuration: str | None, *lines: Line, status: str = "200 OK", queues: Mapping[str, str] = NAMES
) -> list[str]:
    """Return the findings of these lines, whose workflow has this document at Twilio."""

    def twilio(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        assert environ["PATH_INFO"] == f"/v1/Workspaces/{LINE.workspace_sid}/Workflows/{FLOW}"
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps({"friendly_name": "Phone", "configuration": configuration}).encode()]

    with serve(twilio) as url:
        checked = CheckedAccount(LINE.account, url, "here", {LINE.workspace_sid: queues})
        return [shown(each) for each in findings(checked, lines or (LINE,))]


DEPARTMENTS = document(
    ("department == 'sales'", [target(SALES)]), ("department == 'support'", [target(SUPPORT)]), default=VIP
)


def test_lines_that_are_led_into_their_task_queues_are_told_together() -> None:
    support = replace(LINE, name="support", task_queue_sid=SUPPORT, attributes={"department": "support"})

    assert told(DEPARTMENTS, LINE, support) == [
        f"ok   workflow Phone ({FLOW}) leads the callers of lines sales (Sales), support (Support) into that task queue"
    ]


@pytest.mark.parametrize(
    ("attributes", "where"), [({"department": "support"}, f"Support ({SUPPORT})"), ({}, f"VIP ({VIP})")]
)
def test_attributes_that_lead_elsewhere_are_a_problem_though_the_document_names_the_task_queue(
    attributes: dict[str, Any], where: str
) -> None:
    (found,) = told(DEPARTMENTS, replace(LINE, attributes=attributes))

    assert found == (
        f"DO   line sales: workflow Phone ({FLOW}) leads its callers into {where}, and the wait of Sales ({SALES}) is"
        " announced: leave task_queue_sid out, or correct the line's attributes"
    )


def test_callers_whom_no_filter_takes_are_a_problem() -> None:
    (found,) = told(document(("department == 'support'", [target(SUPPORT)])))

    assert found.startswith(
        f"DO   line sales: workflow Phone ({FLOW}) has neither a filter nor a default for its callers"
    )


def test_what_depends_on_the_caller_is_a_note_that_says_on_what() -> None:
    (found,) = told(document(("from == '+15550100009'", [target(VIP)]), default=SALES))

    assert found.startswith(
        f"note line sales: workflow Phone ({FLOW}) leads its callers into Sales ({SALES}) or VIP ({VIP})"
    )
    assert found.endswith(f"; the wait of Sales ({SALES}) is announced")


def test_a_target_that_may_be_skipped_leads_on_to_the_next() -> None:
    skipped = [target(VIP, skip_if="workers.available == 0"), target(SALES)]

    (found,) = told(document(("1 == 1", skipped)))

    assert found.startswith("note line sales: ")


def test_a_later_target_is_not_where_the_caller_waits_first() -> None:
    (found,) = told(document(("1 == 1", [target(VIP, timeout=30), target(SALES)])))

    assert found.startswith(
        f"DO   line sales: workflow Phone ({FLOW}) leads its callers into VIP ({VIP}), and the wait of"
    )


def test_the_number_that_a_line_is_called_by_decides_where_there_is_one_only() -> None:
    by_number = document(("to == '+15550100001'", [target(SALES)]), default=VIP)

    assert told(by_number, replace(LINE, numbers=("+15550100001",)))[0].startswith("ok ")
    assert told(by_number, replace(LINE, numbers=("+15550100002",)))[0].startswith("DO ")
    assert told(by_number, replace(LINE, numbers=("*",)))[0].startswith("note ")


@pytest.mark.parametrize(
    "configuration", [None, "", "{", "[]", "[" * 9999], ids=["null", "empty", "half", "list", "deep"]
)
def test_a_document_that_cannot_be_read_was_not_tested(configuration: str | None) -> None:
    (found,) = told(configuration)

    assert found.startswith(f"note line sales: workflow Phone ({FLOW}) could not be followed (")
    assert found.endswith("), so it was not tested")


def test_a_workflow_that_is_not_there_is_told_once_for_all_its_lines() -> None:
    (found,) = told("", LINE, replace(LINE, name="two"), status="404 Not Found")

    assert found.startswith(f"DO   lines sales, two: workspace {LINE.workspace_sid} has no workflow {FLOW}, so no")


def test_a_workspace_that_could_not_be_read_is_not_told_again() -> None:
    checked = CheckedAccount(LINE.account, "http://127.0.0.1:9", "here")

    assert list(findings(checked, [LINE])) == []
