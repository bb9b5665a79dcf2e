"""A workflow's document, over real HTTP, as Twilio's own package reads it."""

import json
import time
from collections.abc import Iterator

import pytest

from poller.taskrouter.client import TaskRouter
from poller.taskrouter.port import TaskRouterError
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.centre.sids import sid
from simulator.server import serve
from tests.poller.stand_in import reach
from waittimes.routing.workflow import read
from waittimes.settings.config import Account
from waittimes.settings.secret import Secret

PLAN = example_plan()
ACCOUNT = Account("a", sid("AC", "routed"), (Secret("env:T", lambda: "token-of-the-account"),), (PLAN.workspace.sid,))


@pytest.fixture
def taskrouter() -> Iterator[TaskRouter]:
    now = time.time()
    served = accounts.Account(
        sid=ACCOUNT.sid, auth_token="token-of-the-account", centres=(Centre(PLAN, seed=3, opened_at=now),)
    )
    with serve(create_api([served], lambda: now)) as url:
        yield reach(url, ACCOUNT)


def test_the_document_comes_as_text_and_is_a_workflow(taskrouter: TaskRouter) -> None:
    document = taskrouter.workflow(PLAN.workspace.sid, PLAN.workflows[0].sid)

    assert json.loads(document) == json.loads(PLAN.workflows[0].configuration)
    assert read(document).queue_sids == {queue.sid for queue in PLAN.task_queues}


def test_a_workflow_that_is_not_there_says_so(taskrouter: TaskRouter) -> None:
    with pytest.raises(TaskRouterError, match="HTTP 404"):
        taskrouter.workflow(PLAN.workspace.sid, sid("WW", "gone"))
