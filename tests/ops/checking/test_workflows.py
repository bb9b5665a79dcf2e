"""What `check` says about a workflow before anybody calls: where callers go, what is unknown, what is missing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from ops.checking import workflows
from ops.checking.finding import shown
from poller.taskrouter.port import TaskRouterError
from tests.ivr.phone_under_test import CLAIMS
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes.settings.config import Line

if TYPE_CHECKING:
    from ops.checking.accounts import CheckedAccount

ROUTED = replace(CLAIMS, task_queue_sid="", attributes={"type": "claim", "level": 3})
NAMES = {QUEUES[letter]: f"Queue {letter}" for letter in "ABZ"}
A, B, Z = (f"to Queue {letter} ({QUEUES[letter]})" for letter in "ABZ")
LEADS = f"line claims: workflow Callers ({ROUTED.workflow_sid}) leads"

NAMED = replace(ROUTED, task_queue_sid=QUEUES["A"])
TYPES = "the comparison of values of different types is not documented"
GONE = "which is not in the workspace, so its wait is never measured: correct the workflow in the console"


@dataclass(frozen=True, slots=True)
class Answers:
    """An account whose Twilio answers every request for a workflow with this."""

    answer: str | Exception

    @property
    def twilio(self) -> "Answers":
        return self

    @property
    def queue_names(self) -> dict[str, dict[str, str]]:
        return {ROUTED.workspace_sid: NAMES}

    def workflow(self, _workspace_sid: str, _workflow_sid: str) -> tuple[str, str]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return "Callers", self.answer


def told(answer: str | Exception | Mapping[str, Any], *lines: Line) -> list[str]:
    written = json.dumps(answer) if isinstance(answer, Mapping) else answer
    checked = cast("CheckedAccount", Answers(written))
    return [shown(each) for each in workflows.findings(checked, lines or [ROUTED])]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (document(where("type == 'claim'", to("A"))), f"{A}"),
        (document(where("1==1", to("A", timeout=60), to("B"))), f"{A} for 60 s, then {B}"),
        (
            document(where("1==1", to("A", skip_if="1==1")), default="Z"),
            f"{A} unless 1==1, then {Z} when all are skipped",
        ),
        (document(where("1==1", to("A", known_worker_sid="task.level"))), f"{A} for some of its workers"),
        (document(where("1==1", to("A", expression="1==0"))), f"{A} where no worker may answer"),
        (document(where("1==0", to("A"))), "to no task queue: the task is canceled at once"),
    ],
)
def test_the_way_of_the_callers_is_told_in_a_sentence(written: dict[str, Any], sentence: str) -> None:
    assert told(written) == [f"ok   {LEADS} its callers {sentence}"]


def test_what_depends_on_the_call_or_is_not_documented_is_told_with_its_place() -> None:
    written = document(
        where("from_country == 'US'", to("A"), filter_friendly_name="Americans"),
        where("type == 'claim' AND level == '3'", to("B"), filter_friendly_name="Level three"),
        default="Z",
    )

    assert told(written) == [
        f"note {LEADS} its callers {A}, or {B}, or {Z}",
        'note line claims: whether filter "Americans" matches: it depends on the call (character 1)',
        f'note line claims: whether filter "Level three" matches: {TYPES} (character 21)',
    ]


def test_a_task_queue_that_nobody_measures_is_told() -> None:
    written = document(where("type == 'claim'", to("A")), where("type == 'new'", to("C")))

    assert told(written)[1:] == [f"DO   {LEADS} to task queue {QUEUES['C']}, {GONE}"]


def test_of_a_line_that_names_its_task_queue_only_what_is_wrong_with_the_document_is_told() -> None:
    assert told(document(default="A"), CLAIMS) == []
    assert told("no JSON", CLAIMS) == []
    assert told(TaskRouterError("HTTP 404", 404), CLAIMS) == []

    assert told(document(where("level == '3'", to("C"), filter_friendly_name="Odd"), default="A"), NAMED) == [
        f'note line claims: whether filter "Odd" matches: {TYPES} (character 1)',
        f"DO   {LEADS} to task queue {QUEUES['C']}, {GONE}",
    ]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (TaskRouterError("HTTP 404", 404), "has no workflow"),
        (TaskRouterError("HTTP 503", 503), "(HTTP 503): "),
        ("None", "the document is no JSON: correct it in the console"),
        ("[" * 100_000, "the document is nested too deeply: correct it in the console"),
    ],
)
def test_a_workflow_that_cannot_be_read_is_a_problem(answer: str | Exception, sentence: str) -> None:
    (found,) = told(answer)

    assert found.startswith("DO   line claims: ")
    assert sentence in found


def test_a_route_with_too_many_ways_is_told() -> None:
    written = document(*(where("level == '3'", to(letter)) for letter in "ABCDEFGHIJKLMNOPQ"))

    said = f"note {LEADS} its callers to a task queue that is not known beforehand: the comparison of"
    assert told(written)[0].startswith(said)
