"""Lists of tasks: filters, order, pages, and the limit of filters by attributes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from simulator.api.statistics_endpoints import ApiVariant
from tests.simulator.api.letters import QUEUE_A, QUEUE_B, WORKFLOW
from tests.simulator.api.stand_in_api import ACCOUNT_SID, TOKEN, Exchange, exchange
from tests.simulator.centre.small_centres import OPENED_AT


def _create(api: Exchange, **task: Any) -> Any:
    return api.workspace().tasks.create(workflow_sid=WORKFLOW, **task)


def _listed(api: Exchange, *tasks: Any, **filters: Any) -> list[str]:
    """Return the SIDs of those of `tasks` that the list has, in its order."""
    known = {task.sid for task in tasks}
    return [task.sid for task in api.workspace().tasks.list(**filters) if task.sid in known]


def test_tasks_are_found_by_status_queue_and_workflow(api: Exchange) -> None:
    a, b = (_create(api, attributes=json.dumps({"queue": name})) for name in "ab")
    gone = _create(api, attributes='{"queue": "a"}')
    gone.update(assignment_status="canceled", reason="hangup")

    assert _listed(api, a, b, gone) == [a.sid, b.sid, gone.sid]
    assert _listed(api, a, b, gone, assignment_status=["canceled"]) == [gone.sid]
    assert _listed(api, a, b, gone, assignment_status=["pending", "reserved"]) == [a.sid, b.sid]
    assert _listed(api, a, b, gone, assignment_status="pending,reserved,canceled") == [a.sid, b.sid, gone.sid]
    assert _listed(api, a, b, gone, task_queue_sid=QUEUE_B) == [b.sid]
    assert _listed(api, a, b, gone, task_queue_name="A") == [a.sid, gone.sid]
    assert _listed(api, a, b, gone, workflow_sid=WORKFLOW) == [a.sid, b.sid, gone.sid]
    assert _listed(api, a, b, gone, workflow_sid="WW" + "7" * 32) == []


def test_tasks_are_found_by_an_expression_over_their_attributes_and_lists_show_these(api: Exchange) -> None:
    wanted = _create(api, attributes='{"callBackData": {"id": "c-31"}, "taskType": "callback"}')
    _create(api, attributes='{"callBackData": {"id": "c-32"}, "taskType": "callback"}')
    found = api.workspace().tasks.list(evaluate_task_attributes="callBackData.id == 'c-31'")

    assert [task.sid for task in found] == [wanted.sid]
    assert json.loads(found[0].attributes)["callBackData"] == {"id": "c-31"}


def test_a_list_may_hide_the_attributes_as_twilios_document_says() -> None:
    with exchange(variant=ApiVariant(lists_show_attributes=False)) as api:
        created = _create(api, attributes='{"id": "c-31"}')
        [found] = api.workspace().tasks.list(evaluate_task_attributes="id == 'c-31'")

        assert (found.sid, found.attributes) == (created.sid, None)
        assert found.fetch().attributes == '{"id": "c-31"}'
        assert api.oracle.violations == []


def test_the_fourth_list_by_attributes_within_a_second_is_refused(api: Exchange) -> None:
    by_attributes = {"EvaluateTaskAttributes": "a == 'b'"}
    answers = [_asked(api, by_attributes) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == 20429
    assert _asked(api, {"AssignmentStatus": "canceled"}).status_code == 200
    api.wait_until(3602)
    assert _asked(api, by_attributes).json()["tasks"] == []


@pytest.mark.parametrize(
    ("ordering", "places"),
    [
        ("", [0, 1, 2]),
        ("DateCreated:desc", [2, 1, 0]),
        ("Priority:desc,VirtualStartTime:asc", [1, 2, 0]),
        ("Priority:asc,DateCreated:desc", [0, 2, 1]),
        ("VirtualStartTime:asc", [1, 0, 2]),
    ],
)
def test_the_order_is_the_one_asked_for(api: Exchange, ordering: str, places: list[int]) -> None:
    starts, priorities = (3000, 2000, 3100), (90, 99, 99)
    tasks = [
        _create(api, priority=priority, virtual_start_time=_iso(OPENED_AT + start))
        for start, priority in zip(starts, priorities, strict=True)
    ]

    asked = {"ordering": ordering} if ordering else {}
    assert _listed(api, *tasks, **asked) == [tasks[place].sid for place in places]


def test_the_list_is_paged_with_its_filters_also_if_a_task_ends_between_the_pages(api: Exchange) -> None:
    tasks = [_create(api, priority=70 + number) for number in range(5)]
    statuses = "AssignmentStatus=pending&AssignmentStatus=reserved"
    url = f"{api.workspace_url}/Tasks?PageSize=2&{statuses}&Ordering=Priority:desc"
    seen: list[str] = []
    while url:
        page = requests.get(url, auth=(ACCOUNT_SID, TOKEN), timeout=5).json()
        seen += [task["sid"] for task in page["tasks"] if task["priority"] >= 70]
        url = page["meta"]["next_page_url"]
        if len(seen) == 2:
            api.workspace().tasks(tasks[2].sid).update(assignment_status="canceled")

    assert seen[:2] == [tasks[4].sid, tasks[3].sid]
    assert tasks[0].sid in seen
    assert tasks[2].sid not in seen


@pytest.mark.parametrize(
    "wrong",
    [
        {"AssignmentStatus": "lost"},
        {"Ordering": "Age:asc"},
        {"Ordering": "Priority"},
        {"Ordering": "Priority:asc,Priority:desc"},
        {"Ordering": "DateCreated:asc,VirtualStartTime:asc"},
    ],
)
def test_a_filter_or_an_order_that_twilio_does_not_know_is_refused(api: Exchange, wrong: dict[str, str]) -> None:
    refused = _asked(api, wrong)

    assert (refused.status_code, refused.json()["code"]) == (400, 20001)


def test_a_task_of_a_caller_of_the_queue_is_listed_too(api: Exchange) -> None:
    assert len(api.workspace().tasks.list(task_queue_sid=QUEUE_A)) > 1


def _asked(api: Exchange, query: dict[str, str]) -> requests.Response:
    """Ask without Twilio's package, whose exception for a list has no status."""
    return requests.get(f"{api.workspace_url}/Tasks", params=query, auth=(ACCOUNT_SID, TOKEN), timeout=5)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
