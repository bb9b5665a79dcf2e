"""Tasks as a product creates and changes them: virtual start, channel, timeout, attributes with If-Match."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.api.letters import WORKFLOW
from tests.simulator.api.stand_in_api import Exchange
from tests.simulator.centre.small_centres import OPENED_AT

NOW = datetime.fromtimestamp(OPENED_AT + 3600, UTC)


def _create(api: Exchange, **task: Any) -> Any:
    return api.workspace().tasks.create(workflow_sid=WORKFLOW, **task)


def test_a_task_has_the_virtual_start_channel_and_timeout_that_it_was_created_with(api: Exchange) -> None:
    start = NOW - timedelta(minutes=11)
    task = _create(api, virtual_start_time=start, task_channel="callback", timeout=7200)

    assert (task.virtual_start_time, task.date_created) == (start, NOW)
    assert (task.task_channel_unique_name, task.timeout) == ("callback", 7200)
    by_sid = _create(api, task_channel=task.task_channel_sid)
    assert (by_sid.task_channel_unique_name, by_sid.timeout) == ("callback", 86_400)
    assert by_sid.virtual_start_time == by_sid.date_created
    assert _create(api).task_channel_unique_name == "default"


@pytest.mark.parametrize(
    "wrong",
    [
        {"virtual_start_time": NOW + timedelta(seconds=1)},
        {"virtual_start_time": "1899-12-31T23:59:59Z"},
        {"virtual_start_time": "2026-99-99"},
        {"timeout": 1_209_601},
        {"timeout": 0},
        {"task_channel": "pigeon"},
        {"attributes": json.dumps({"note": "n" * 4096})},
        {"attributes": "[]"},
        {"priority": -1},
    ],
)
def test_a_task_that_twilio_would_not_create_is_refused(api: Exchange, wrong: dict[str, Any]) -> None:
    api.workspace().fetch()
    before = len(api.centre.tasks())
    with pytest.raises(TwilioRestException) as refused:
        _create(api, **wrong)

    assert (refused.value.status, refused.value.code) == (400, 20001)
    assert len(api.centre.tasks()) == before
    api.oracle.violations.clear()  # some of these the document itself forbids


def test_a_change_needs_the_etag_that_was_read_last(api: Exchange) -> None:
    task = _create(api, attributes='{"queue": "b"}')
    read = api.workspace().tasks(task.sid).fetch_with_http_info()
    assert read.headers["ETag"]
    changed = task.update(attributes='{"queue": "b", "told": 5}', if_match=read.headers["ETag"])
    with pytest.raises(TwilioRestException) as refused:
        task.update(attributes='{"lost": true}', if_match=read.headers["ETag"])

    assert refused.value.status == 412
    assert changed.attributes == task.fetch().attributes == '{"queue": "b", "told": 5}'


def test_time_alone_does_not_change_the_etag_but_another_status_does(api: Exchange) -> None:
    task = _create(api, attributes='{"queue": "b"}')
    seen: dict[str, set[str]] = {}
    for seconds in range(3600, 3700):
        api.wait_until(seconds)
        read = api.workspace().tasks(task.sid).fetch_with_http_info()
        seen[read.data.assignment_status] = seen.get(read.data.assignment_status, set()) | {read.headers["ETag"]}

    assert len(seen) > 1
    assert all(len(tags) == 1 for tags in seen.values())
    assert len(set.union(*seen.values())) == len(seen)


def test_priority_and_virtual_start_can_be_changed_and_the_rest_stays(api: Exchange) -> None:
    task = _create(api, attributes='{"queue": "b"}', priority=3)
    start = NOW - timedelta(seconds=90)
    changed = task.update(priority=8, virtual_start_time=start)

    assert (changed.priority, changed.virtual_start_time, changed.attributes) == (8, start, '{"queue": "b"}')


def test_attributes_and_the_end_of_a_waiting_task_go_together_but_not_with_wrapping(api: Exchange) -> None:
    task = _create(api, attributes='{"queue": "b"}')
    ended = task.update(assignment_status="canceled", reason="callback", attributes='{"why": "callback"}')
    assert (ended.assignment_status, ended.reason, ended.attributes) == ("canceled", "callback", '{"why": "callback"}')

    talking = _create(api, priority=99)
    for seconds in range(3600, 7200, 2):
        api.wait_until(seconds)
        if talking.fetch().assignment_status == "assigned":
            break
    with pytest.raises(TwilioRestException) as refused:
        talking.update(assignment_status="wrapping", attributes="{}")
    assert refused.value.status == 400
    assert talking.update(attributes='{"n": 1}').attributes == '{"n": 1}'
