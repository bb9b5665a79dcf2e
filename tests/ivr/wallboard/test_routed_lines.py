"""Lines that name no task queue, on the board."""

import json
from dataclasses import replace

from tests.ivr.phone_under_test import CLAIMS, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import viewer
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import workflow_store
from waittimes.wait import Basis

ROUTED = replace(CLAIMS, task_queue_sid="")
TWO_QUEUES = document(where("type == 'claim'", to("A", timeout=30), to("B")), default="Z")


def board(phone: PhoneUnderTest) -> str:
    browser = viewer(phone)
    return browser.get("/board").text


def late(phone: PhoneUnderTest) -> bool:
    """Tell whether the page says that nothing new has been measured."""
    (banner,) = [each for each in board(phone).splitlines() if 'id="late"' in each]
    return " hidden>" not in banner


def test_a_line_whose_callers_may_reach_two_queues_is_measured_when_these_are(phone: PhoneUnderTest) -> None:
    phone.lines = (ROUTED,)
    workflow_store.store(phone.table, ROUTED.workspace_sid, ROUTED.workflow_sid, json.dumps(TWO_QUEUES), now=NOW - 60)
    for letter in "AB":
        phone.knows(replace(CLAIMS, task_queue_sid=QUEUES[letter]), 240, Basis.LINE)

    assert "No estimate" in board(phone)
    assert not late(phone)
    phone.now += 300
    assert late(phone)
