"""What an operator sees about a line that names no task queue."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ops.waits import accuracy, heard, show
from tests.ivr.phone_under_test import CLAIMS, NOW, PhoneUnderTest
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import cache, feedback, workflow_store
from waittimes.score import Score
from waittimes.settings.config import Config
from waittimes.wait import Basis, Estimate, Wait

ROUTED = replace(CLAIMS, task_queue_sid="", attributes={"type": "claim"})
BY_TYPE = document(where("type == 'claim'", to("A", priority=30)), where("type == 'new'", to("B")), default="Z")


def waits(**seconds: float) -> dict[str, Wait]:
    """Return waits of queues by SID, given by their letters."""
    return {
        QUEUES[letter]: Wait(
            queue_sid=QUEUES[letter],
            queue_name=f"queue {letter}",
            measured_at=NOW - 9,
            basis=Basis.LINE,
            estimate=Estimate(each),
        )
        for letter, each in seconds.items()
    }


@pytest.fixture
def phone() -> PhoneUnderTest:
    """Return a phone with one routed line, its workflow, and the waits of three queues."""
    phone = PhoneUnderTest(lines=(ROUTED,))
    written: dict[str, Any] = BY_TYPE
    workflow_store.store(phone.table, ROUTED.workspace_sid, ROUTED.workflow_sid, json.dumps(written), now=NOW - 9)
    known = waits(A=250, B=700, X=30)
    measurement = cache.Measurement(ROUTED.workspace_sid, tuple(known.values()), frozenset(known), NOW - 9)
    assert cache.refresh(phone.table, measurement, now=NOW) == {}
    return phone


def test_show_says_which_queue_and_which_wait_its_callers_hear(phone: PhoneUnderTest) -> None:
    config = Config(accounts=(CLAIMS.account,), lines=phone.lines)
    answering = replace(heard.phone(config, phone.table), clock=lambda: NOW)

    rows = list(show.rows(config, answering, ROUTED.workspace_sid, waits(A=250, B=700, X=30)))

    assert [(row.queue, row.line.name if row.line else None, row.sentence) for row in rows] == [
        ("queue A", "claims", "Your estimated wait is about 5 minutes."),
        ("queue B", None, show.A_WORKFLOW),
        ("queue X", None, show.NO_LINE),
    ]


def test_accuracy_has_a_row_for_each_class_of_callers(phone: PhoneUnderTest) -> None:
    scored = replace(ROUTED, task_queue_sid=QUEUES["A"], priority=30)
    feedback.add(phone.table, scored, Score(calls=3, promised=700, waited=800), now=NOW)

    rows = [
        (each.name, each.priority, each.totals.score.calls)
        for each in accuracy.promises([ROUTED], phone.table, now=NOW)
    ]

    assert rows == [("queue A", 30, 3), ("queue B", 7, 0), (QUEUES["Z"], 7, 0)]


def test_accuracy_of_a_line_whose_workflow_is_not_stored_has_no_rows() -> None:
    assert list(accuracy.promises([ROUTED], PhoneUnderTest().table, now=NOW)) == []


def test_the_task_queue_that_explain_means_by_a_line_is_the_one_its_workflow_leads_to(phone: PhoneUnderTest) -> None:
    config = Config(accounts=(CLAIMS.account,), lines=phone.lines)
    answering = replace(heard.phone(config, phone.table), clock=lambda: NOW)

    assert heard.queue_sid(answering, ROUTED) == QUEUES["A"]
    assert heard.queue_sid(answering, replace(ROUTED, attributes={"type": "other"})) == ""
    assert heard.queue_sid(answering, CLAIMS) == CLAIMS.task_queue_sid
