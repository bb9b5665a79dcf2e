"""Leaving the queue: every QueueResult has its answer, and an answered call is scored."""

import json
import logging
from dataclasses import replace

import pytest

from ivr.voice import leaving, scoring
from ivr.voice.call_state import CallState, write
from ivr.voice.leaving import Next
from simulator.caller.conversation import Enqueued, Music, Transferred
from simulator.caller.scripted_switchboard import answers_after, refuses, removes_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from waittimes.settings.line_policy import Leaving

SORRY = "We're sorry, we couldn't connect your call. Please try again later. Goodbye."
PUT_THROUGH = "We're sorry for the trouble. Please hold while we transfer your call."
ANNOUNCED = write(CallState(announced_at=5, estimate_seconds=250, upper_minutes=5))


def answered(phone: PhoneUnderTest, result: str, state: str = ANNOUNCED, **fields: str) -> str:
    answer = phone.caller().asks(
        f"{HOST}/voice/claims/en/left/{state}", form={"QueueResult": result, "CallSid": "CA" + "7" * 32, **fields}
    )
    assert answer.status == 200
    return answer.body.decode()


@pytest.mark.parametrize(
    "result", ["bridged", "bridging-in-process", "hangup", "redirected", "redirected-from-bridged"]
)
def test_a_call_that_is_over_or_redirected_gets_empty_twiml(phone: PhoneUnderTest, result: str) -> None:
    assert answered(phone, result).endswith("<Response />")


def test_a_caller_who_leaves_by_choice_hears_a_goodbye(phone: PhoneUnderTest) -> None:
    assert "Thank you for calling. Goodbye." in answered(phone, "leave")


@pytest.mark.parametrize("result", ["queue-full", "system-error"])
@pytest.mark.parametrize(
    ("overflow", "sentence", "destination"),
    [
        ("", SORRY, []),
        ("+15550100099", PUT_THROUGH, ["+15550100099"]),
        ("https://overflow.example.com/voice", PUT_THROUGH, ["https://overflow.example.com/voice"]),
    ],
)
def test_a_caller_who_cannot_be_queued_goes_where_the_line_says(
    phone: PhoneUnderTest, result: str, overflow: str, sentence: str, destination: list[str]
) -> None:
    phone.lines = (replace(CLAIMS, leaving=Leaving(overflow=overflow)),)
    caller = phone.caller(switchboard=refuses(result))

    caller.dials(f"{HOST}/voice")

    assert caller.hears == sentence
    assert [event.to for event in caller.conversation.of(Transferred)] == destination
    assert caller.is_over


def test_after_an_error_the_caller_is_queued_once_more_without_our_hold_loop(phone: PhoneUnderTest) -> None:
    caller = phone.caller(switchboard=removes_after(100, "error"))

    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    assert len(caller.conversation.of(Enqueued)) == 2
    assert caller.conversation.of(Music)[-1].url == "Twilio's default playlist"
    assert caller.hears == SORRY
    assert caller.dropped is None


@pytest.mark.parametrize("result", ["error", "", "gremlins", "<b>", "BRIDGED"])
def test_an_unknown_result_is_an_error(phone: PhoneUnderTest, result: str) -> None:
    assert 'workflowSid="WW3' in answered(phone, result)
    assert SORRY in answered(phone, result, state=write(CallState(announced_at=5, is_retry=True)))


@pytest.mark.parametrize(
    ("result", "waited", "facts"),
    [
        ("bridged", 300, {"promised": 250, "waited": 300, "error": 50, "history": 190, "history_error": 110}),
        (
            "redirected-from-bridged",
            180,
            {"promised": 250, "waited": 180, "error": -70, "history": 190, "history_error": -10},
        ),
        ("redirected", 300, {}),
        ("hangup", 300, {}),
        ("bridged", None, {}),
    ],
)
def test_an_answered_call_compares_the_promise_with_the_mean_wait(
    result: str, waited: int | None, facts: dict[str, int]
) -> None:
    state = CallState(estimate_seconds=250, history_seconds=190)

    assert scoring.facts(result, waited, state, Leaving()) == facts


def test_without_answered_calls_there_is_no_history_to_compare_with() -> None:
    facts = scoring.facts("bridged", 300, CallState(estimate_seconds=250), Leaving())

    assert facts == {"promised": 250, "waited": 300, "error": 50}


def test_a_second_attempt_is_not_scored() -> None:
    assert scoring.facts("bridged", 300, CallState(estimate_seconds=250, is_retry=True), Leaving()) == {}


def test_with_flex_a_redirected_call_was_answered() -> None:
    flex = Leaving(redirected_is_answered=True)

    assert scoring.facts("redirected", 260, CallState(estimate_seconds=250), flex)["error"] == 10


def test_without_a_promise_only_the_wait_is_reported() -> None:
    assert scoring.facts("bridged", 260, CallState(), Leaving()) == {"waited": 260}


def test_every_result_is_known_and_no_retry_is_retried() -> None:
    assert len(leaving.RESULTS) == 9
    assert leaving.next_step("error", CallState(is_retry=True)) is Next.OVERFLOW


def test_the_score_is_logged_and_becomes_metrics_without_a_phone_number(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.knows(CLAIMS, 250, evidence={"history": 189.7})
    caller = phone.caller(switchboard=answers_after(301))

    with caplog.at_level(logging.INFO, logger="waittimes"):
        caller.dials(f"{HOST}/voice")
        caller.waits_for_the_end()

    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    names = ("Promised", "Waited", "Error", "History", "HistoryError", "account", "line")
    assert {name: line[name] for name in names} == {
        "Promised": [250.0],
        "Waited": [301.0],
        "Error": [51.0],
        "History": [190.0],
        "HistoryError": [111.0],
        "account": "travel",
        "line": "claims",
    }
    record = next(vars(each) for each in caplog.records if each.message == "call.left_queue")
    assert {
        name: record[f"{name}_seconds"] for name in ("promised", "waited", "error", "history", "history_error")
    } == {
        "promised": 250,
        "waited": 301,
        "error": 51,
        "history": 190,
        "history_error": 111,
    }
    assert "+1555" not in str(line) + str(record)
