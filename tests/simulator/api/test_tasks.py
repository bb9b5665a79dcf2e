"""Callers as tasks of the API: created, followed, canceled and wrapped up through Twilio's own package."""

import json

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.api.letters import QUEUE_B, WORKFLOW
from tests.simulator.api.stand_in_api import (
    Exchange,
)


def test_a_caller_joins_over_the_api_and_is_followed_until_an_agent_has_wrapped_up(api: Exchange) -> None:
    attributes = json.dumps({"queue": "b", "from": "desk"})
    task = api.workspace().tasks.create(workflow_sid=WORKFLOW, attributes=attributes, priority=99, task_channel="voice")

    assert (task.task_queue_sid, task.task_queue_friendly_name, task.priority) == (QUEUE_B, "B", 99)
    assert task.assignment_status in ("pending", "reserved")
    assert task.attributes == attributes
    seen = [task.assignment_status]
    for seconds in range(3601, 3600 + 7200, 5):
        api.wait_until(seconds)
        seen.append(task.fetch().assignment_status)
        if seen[-1] == "completed":
            break
    assert [status for status in dict.fromkeys(seen) if status != "pending"] == [
        "reserved",
        "assigned",
        "wrapping",
        "completed",
    ]
    assert task.fetch().age == seconds - 3600


def test_a_caller_who_hangs_up_is_canceled_with_the_reason(api: Exchange) -> None:
    task = api.workspace().tasks.create(workflow_sid=WORKFLOW, attributes="{}")
    api.workspace().tasks(task.sid).update(assignment_status="canceled", reason="hangup")
    fetched = api.workspace().tasks(task.sid).fetch()

    assert (fetched.assignment_status, fetched.reason) == ("canceled", "hangup")
    with pytest.raises(TwilioRestException) as refused:
        task.update(assignment_status="canceled")
    assert refused.value.status == 400


def test_a_caller_who_hangs_up_while_talking_is_wrapped_up(api: Exchange) -> None:
    task = api.workspace().tasks.create(workflow_sid=WORKFLOW, attributes="{}", priority=99)
    for seconds in range(3600, 7200, 2):
        api.wait_until(seconds)
        if task.fetch().assignment_status == "assigned":
            break

    assert task.update(assignment_status="wrapping").assignment_status == "wrapping"
