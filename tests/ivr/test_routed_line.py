"""A line that names no task queue: the workflow's document decides where each caller goes and which wait they hear."""

import json
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ivr import switch
from ivr.switch import Muting, Positions
from simulator.caller.caller import Caller
from simulator.caller.conversation import Enqueued
from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import CLAIMS, HOST, LOANS, PhoneUnderTest
from tests.waittimes.routing.workflows import QUEUES, document, to, where
from waittimes import cache, feedback, workflow_store
from waittimes.page import NO_PAGE, Page
from waittimes.score import CallerClass
from waittimes.settings.config import Line
from waittimes.settings.line_policy import Policy
from waittimes.wait import Basis, Estimate, Wait

ROUTED = replace(CLAIMS, task_queue_sid="", attributes={"type": "claim", "level": 3})
NO_NUMBER = "We'll be with you as soon as we can."
FIVE_MINUTES = "Your estimated wait is about 5 minutes."
BY_TYPE = document(where("type == 'claim'", to("A")), default="Z")


@pytest.fixture
def phone() -> PhoneUnderTest:
    return PhoneUnderTest(lines=(ROUTED, LOANS))


def routes(phone: PhoneUnderTest, written: dict[str, Any], *, age: float = 60, line: Line = ROUTED) -> None:
    """Put this workflow into the table, as a poll did `age` seconds ago."""
    workflow_store.store(
        phone.table, line.workspace_sid, line.workflow_sid, json.dumps(written), now=phone.time() - age
    )


def knows(phone: PhoneUnderTest, basis: Basis = Basis.LINE, **seconds: float) -> None:
    """Put these queues' waits into the table, by the queues' letters."""
    waits = tuple(
        Wait(
            queue_sid=QUEUES[letter],
            queue_name=f"queue {letter}",
            measured_at=phone.time() - 8,
            basis=basis,
            estimate=Estimate(each),
        )
        for letter, each in seconds.items()
    )
    listed = frozenset(each.queue_sid for each in waits)
    measurement = cache.Measurement(ROUTED.workspace_sid, waits, listed, phone.time() - 8)
    assert cache.refresh(phone.table, measurement, now=phone.time()) == {}


def calls(phone: PhoneUnderTest, **options: Any) -> Caller:
    caller = phone.caller(**options)
    caller.dials(f"{HOST}/voice")
    return caller


def test_a_caller_hears_the_wait_of_the_queue_that_the_workflow_chooses(phone: PhoneUnderTest) -> None:
    routes(phone, BY_TYPE)
    knows(phone, A=250, Z=1500)

    assert calls(phone).hears == FIVE_MINUTES


def test_the_callers_own_number_may_decide(phone: PhoneUnderTest) -> None:
    routes(phone, document(where("from CONTAINS '+1555'", to("A")), default="Z"))
    knows(phone, A=250, Z=1500)

    assert calls(phone).hears == FIVE_MINUTES


def test_the_caller_joins_the_workflow_with_the_lines_own_attributes(phone: PhoneUnderTest) -> None:
    routes(phone, document(where("type == 'claim'", to("A", priority=30))))
    knows(phone, A=250)

    (joined,) = calls(phone).conversation.of(Enqueued)

    assert (joined.workflow_sid, joined.priority) == (ROUTED.workflow_sid, ROUTED.priority)
    assert {name: each for name, each in joined.attributes.items() if name != "promise"} == ROUTED.attributes


def hears_no_number(caller: Caller) -> bool:
    """Tell whether the caller is greeted, hears no number, and is in the queue."""
    return caller.hears == NO_NUMBER and len(caller.heard_everything) == 2 and caller.is_in_queue


def test_as_long_as_the_table_has_no_workflow_there_is_no_number(phone: PhoneUnderTest) -> None:
    knows(phone, A=250)

    assert hears_no_number(calls(phone))


@pytest.mark.parametrize(("age", "is_told"), [(24 * 3600 - 60, True), (24 * 3600, False)])
def test_a_workflow_that_nobody_could_read_for_a_day_routes_nobody(
    phone: PhoneUnderTest, *, age: float, is_told: bool
) -> None:
    routes(phone, BY_TYPE, age=age)
    knows(phone, A=250)

    caller = calls(phone)

    assert (caller.hears == FIVE_MINUTES) is is_told
    assert hears_no_number(caller) is not is_told


@pytest.mark.parametrize(
    "rows", [b"", b"no zlib", b"x\x9cK\xca\xc9", zlib.compress(b"[" * 10**6), zlib.compress(b"{}")]
)
def test_a_workflow_that_cannot_be_read_costs_the_number_and_not_the_call(phone: PhoneUnderTest, rows: bytes) -> None:
    routes(phone, BY_TYPE)
    key = workflow_store.key(ROUTED.workspace_sid, ROUTED.workflow_sid)
    phone.table.items[key] = {**phone.table.items[key], "rows": {"B": rows}}
    knows(phone, A=250)

    assert hears_no_number(calls(phone))


def test_a_table_that_fails_costs_the_number_and_not_the_call(phone: PhoneUnderTest) -> None:
    routes(phone, BY_TYPE)
    knows(phone, A=250)
    phone.table.fails()

    assert hears_no_number(calls(phone))


def test_a_table_that_hangs_costs_the_number_and_not_the_call(phone: PhoneUnderTest) -> None:
    routes(phone, BY_TYPE)
    phone.table.seconds_to_answer = 2.0

    assert hears_no_number(calls(phone))


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ([to("A", timeout=60), to("Z")], "Your estimated wait is about 25 minutes."),
        ([to("A", timeout=300), to("Z")], FIVE_MINUTES),
        ([to("Z", timeout=60), to("A")], FIVE_MINUTES),
        ([to("A", timeout=60)], NO_NUMBER),
        ([to("A", known_worker_sid="task.level")], NO_NUMBER),
    ],
)
def test_the_wait_is_that_of_the_way_through_the_workflow(
    phone: PhoneUnderTest, targets: list[dict[str, Any]], sentence: str
) -> None:
    routes(phone, document(where("1==1", *targets)))
    knows(phone, A=250, Z=1500)

    assert calls(phone).hears == sentence


def test_a_line_may_say_the_wait_of_a_queue_of_which_only_some_workers_answer() -> None:
    phone = PhoneUnderTest(lines=(replace(ROUTED, policy=Policy(narrowed="say")), LOANS))
    routes(phone, document(where("1==1", to("A", expression="worker.level > 2"))))
    knows(phone, A=250)

    assert calls(phone).hears == FIVE_MINUTES


def test_a_free_agent_on_the_way_is_announced(phone: PhoneUnderTest) -> None:
    routes(phone, BY_TYPE)
    knows(phone, Basis.AGENT_FREE, A=20)

    assert calls(phone).hears == "Someone will be with you shortly."


def test_a_muted_line_is_silent_here_too(phone: PhoneUnderTest) -> None:
    routes(phone, BY_TYPE)
    knows(phone, A=250)
    switch.write(phone.table, Positions({ROUTED.name: Muting()}), replaces=NO_PAGE, now=phone.time())

    assert hears_no_number(calls(phone))


@pytest.mark.parametrize("sent_by", ["type == 'claim'", "from CONTAINS '+1555'"])
def test_an_answered_call_scores_the_queue_and_the_priority_it_was_sent_to(phone: PhoneUnderTest, sent_by: str) -> None:
    routes(phone, document(where(sent_by, to("A", priority=30)), default="Z"))
    knows(phone, A=250)

    caller = phone.caller(switchboard=answers_after(301))
    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    (found,) = feedback.read(phone.table, ROUTED.workspace_sid, [CallerClass(QUEUES["A"], 30)]).values()
    assert (found.score.promised, found.score.waited) == (250, 301)


def test_a_call_that_may_move_on_scores_nobodys_estimates(phone: PhoneUnderTest) -> None:
    routes(phone, document(where("type == 'claim'", to("A", timeout=300), to("Z"))))
    knows(phone, A=250, Z=200)

    caller = phone.caller(switchboard=answers_after(301))
    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    assert [key for key in phone.table.items if key.endswith("#feedback")] == []


def test_the_workflow_is_read_once_a_minute_however_many_call(
    phone: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    routes(phone, BY_TYPE)
    knows(phone, A=250)
    app, asked = phone.app(), list[str]()
    monkeypatch.setattr(phone, "app", lambda: app)
    get = phone.table.get

    def noted(key: str, *, consistent: bool) -> Page:
        asked.append(key)
        return get(key, consistent=consistent)

    monkeypatch.setattr(phone.table, "get", noted)
    for _ in range(7):
        calls(phone)
        phone.now += 10

    assert asked.count(workflow_store.key(ROUTED.workspace_sid, ROUTED.workflow_sid)) == 2


LOADED = """
import sys
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
phone = PhoneUnderTest()
phone.knows(CLAIMS, 250)
phone.caller().dials(f"{HOST}/voice")
print([name for name in sys.modules if name.startswith(("waittimes.routing", "ivr.routed_queue"))])
"""


def test_a_line_that_names_its_queue_loads_nothing_of_routing() -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )

    assert run.stdout.splitlines()[-1] == "[]"
