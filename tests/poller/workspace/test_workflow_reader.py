"""The poller reads the workflows of lines that name no task queue, and stores them where the phone finds them."""

import json
from dataclasses import replace

import pytest

from poller.taskrouter.port import TaskRouterError
from poller.workspace.workflow_reader import caller_classes
from tests.poller.two_accounts import FLIGHTS, HOTELS, SALES, TRAVEL, TwoAccounts
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import feedback, workflow_store
from waittimes.deadline import OutOfTime
from waittimes.routing.workflow import read
from waittimes.score import CallerClass
from waittimes.settings.config import Line
from waittimes.settings.secret import SecretUnavailable
from waittimes.workflow_store import LIFE_SECONDS

BOOKING, CHANGE = "WW" + "7" * 32, "WW" + "8" * 32
BOOK = Line(name="book", account=TRAVEL, workspace_sid=FLIGHTS, workflow_sid=BOOKING, priority=4)
ALTER = replace(BOOK, name="alter", workflow_sid=CHANGE)
NAMED = replace(BOOK, name="named", task_queue_sid=SALES)
BY_TYPE = document(where("type == 'new'", to("A")), default="Z")


@pytest.fixture
def two_accounts() -> TwoAccounts:
    found = TwoAccounts(lines=(BOOK, ALTER))
    found.workspaces[FLIGHTS].workflows = {sid: json.dumps(BY_TYPE) for sid in (BOOKING, CHANGE)}
    return found


def is_due_again(two_accounts: TwoAccounts) -> None:
    """Let the ten minutes pass after which a workspace is read again."""
    two_accounts.now += 600
    two_accounts.memories[FLIGHTS].workspace_until = float("-inf")


def stored_at(two_accounts: TwoAccounts, workflow_sid: str = BOOKING) -> float:
    return workflow_store.load(two_accounts.table, FLIGHTS, workflow_sid, now=two_accounts.now).read_at


def failures(two_accounts: TwoAccounts) -> dict[str, str]:
    return dict(two_accounts.poll()[0].failures)


def test_the_workflow_of_each_such_line_is_stored(two_accounts: TwoAccounts) -> None:
    assert failures(two_accounts) == {}

    for workflow_sid in (BOOKING, CHANGE):
        found = workflow_store.load(two_accounts.table, FLIGHTS, workflow_sid, now=two_accounts.now)
        assert (found.workflow, found.read_at) == (read(BY_TYPE), two_accounts.now)


def test_lines_that_name_their_queue_cost_no_request() -> None:
    two_accounts = TwoAccounts(lines=(NAMED,))

    assert failures(two_accounts) == {}
    assert two_accounts.workspaces[FLIGHTS].workflows_asked == []


def test_only_the_workspace_of_a_line_is_asked_for_its_workflow(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()

    assert two_accounts.workspaces[HOTELS].workflows_asked == []


def test_two_lines_of_one_workflow_ask_for_it_once(two_accounts: TwoAccounts) -> None:
    two_accounts.lines = (BOOK, replace(BOOK, name="twin"))

    two_accounts.poll()

    assert two_accounts.workspaces[FLIGHTS].workflows_asked == [BOOKING]


def test_it_is_read_again_with_the_workspace_and_not_between(two_accounts: TwoAccounts) -> None:
    two_accounts.lines = (BOOK,)

    for _ in range(3):
        two_accounts.poll()
        two_accounts.now += 60
    is_due_again(two_accounts)
    two_accounts.poll()

    assert two_accounts.workspaces[FLIGHTS].workflows_asked == [BOOKING] * 2


def test_a_workflow_that_has_changed_is_stored_anew(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = json.dumps(document(default="B"))
    is_due_again(two_accounts)

    two_accounts.poll()

    found = workflow_store.load(two_accounts.table, FLIGHTS, BOOKING, now=two_accounts.now)
    assert found.workflow.queue_sids == {QUEUES["B"]}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (TaskRouterError("HTTP 404", 404), "HTTP 404"),
        (OutOfTime(), "no time left"),
        ("None", "the document is no JSON"),
        ("{}", "the document has no object task_routing"),
        ("[" * 100_000, "the document is nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_reported_with_the_age_of_the_last_good_one(
    two_accounts: TwoAccounts, answer: str | Exception, reason: str
) -> None:
    two_accounts.poll()
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = answer
    is_due_again(two_accounts)

    assert failures(two_accounts) == {BOOKING: f"workflow: {reason}; the one read 600 s ago routes its callers"}
    assert stored_at(two_accounts) == two_accounts.now - 600


def test_what_failed_is_tried_again_at_the_next_poll(two_accounts: TwoAccounts) -> None:
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = TaskRouterError("HTTP 503", 503)
    first = failures(two_accounts)
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = json.dumps(BY_TYPE)
    two_accounts.now += 60

    assert first == {
        BOOKING: "workflow: HTTP 503; none is stored, so its lines announce no number unless they name their task"
        " queue, and call nobody back by `dial`"
    }
    assert failures(two_accounts) == {}
    assert stored_at(two_accounts) == two_accounts.now


def test_a_workflow_that_vanished_long_ago_is_reported_so(two_accounts: TwoAccounts) -> None:
    two_accounts.poll()
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = TaskRouterError("HTTP 404", 404)
    two_accounts.now += LIFE_SECONDS
    is_due_again(two_accounts)

    assert failures(two_accounts)[BOOKING] == (
        "workflow: HTTP 404; the one stored is too old or cannot be read, so its lines announce no number unless they"
        " name their task queue, and call nobody back by `dial`"
    )


def test_a_table_that_refuses_the_workflow_costs_the_waits_nothing(two_accounts: TwoAccounts) -> None:
    two_accounts.table.fails(key=workflow_store.key(FLIGHTS, BOOKING))

    (travel, _) = two_accounts.poll()

    code = "ProvisionedThroughputExceededException"
    assert dict(travel.failures) == {
        BOOKING: f"workflow: {code}; it is not known whether an earlier one is stored ({code})",
    }
    assert travel.refreshed == travel.listed


def test_a_secret_that_is_gone_is_reported_once(two_accounts: TwoAccounts) -> None:
    two_accounts.workspaces[FLIGHTS].workflows[BOOKING] = SecretUnavailable("ssm:/token could not be read")

    assert failures(two_accounts) == {TRAVEL.sid: "ssm:/token could not be read"}


def test_callers_who_wait_in_one_queue_only_are_a_class_of_their_own() -> None:
    found = document(
        where("a == 1", to("A", priority=9)),
        where("a == 2", to("B")),
        where("a == 3", to("C", timeout=30), to("D")),
        where("a == 4", "nonsense"),
        default="Z",
    )

    assert caller_classes([BOOK, ALTER], {BOOKING: read(found)}) == {
        CallerClass(QUEUES["A"], 9),
        CallerClass(QUEUES["B"], 4),
        CallerClass(QUEUES["Z"], 4),
    }
    assert feedback.classes([BOOK, NAMED], FLIGHTS) == {CallerClass(SALES, 4)}
