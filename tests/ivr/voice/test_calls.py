"""Whole calls to a phone number: what the caller hears, and where the call goes."""

import logging

import pytest

from ivr.announcing.announce import Announcement, State
from ivr.current_wait import CurrentWait
from ivr.voice.call_state import CallState
from ivr.voice.initial_state import initial_state
from simulator.caller.caller import Caller
from simulator.caller.conversation import Asked, Enqueued
from simulator.caller.scripted_switchboard import answers_after, refuses
from tests.fakes.waits import wait_of
from tests.ivr.phone_under_test import CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from waittimes.wait import Basis

ASAP = "We'll be with you as soon as we can."


def joined(caller: Caller) -> Enqueued:
    (event,) = caller.conversation.of(Enqueued)
    return event


def test_a_caller_hears_the_greeting_and_the_wait_and_joins_the_workflow(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[:2] == (
        "Thank you for calling Example Travel.",
        "Your estimated wait is about 5 minutes.",
    )
    assert joined(caller).workflow_sid == CLAIMS.workflow_sid
    assert joined(caller).priority == 7
    assert caller.is_in_queue


def test_the_task_carries_the_lines_attributes_unharmed(phone: PhoneUnderTest) -> None:
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert joined(caller).attributes.items() >= CLAIMS.attributes.items()


@pytest.mark.parametrize("number", CLAIMS.numbers)
def test_every_number_of_a_line_leads_to_it(phone: PhoneUnderTest, number: str) -> None:
    caller = phone.caller(number)

    caller.dials(f"{HOST}/voice")

    assert joined(caller).workflow_sid == CLAIMS.workflow_sid


@pytest.mark.parametrize("path", ["/voice/claims", "/voice/claims/", "/voice/claims/en", "/voice/claims/xx", "/voice/"])
def test_a_line_can_be_named_in_the_path_in_a_language_or_none(phone: PhoneUnderTest, path: str) -> None:
    phone.knows(CLAIMS, 130)
    caller = phone.caller()

    caller.dials(f"{HOST}{path}")

    assert caller.heard_everything[1] == "Your estimated wait is about 3 minutes."
    assert joined(caller).workflow_sid == CLAIMS.workflow_sid


def test_a_line_without_a_greeting_of_its_own_is_greeted_in_its_language(phone: PhoneUnderTest) -> None:
    caller = phone.caller(LOANS.numbers[0], account=LOANS.account)

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[0] == "Thank you for calling."


def test_each_line_tells_the_wait_of_its_own_queue(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 130)
    phone.knows(LOANS, 400)
    caller = phone.caller(LOANS.numbers[0], account=LOANS.account)

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[1] == "Your estimated wait is about 7 minutes."


@pytest.mark.parametrize(
    ("seconds", "basis", "sentence"),
    [
        (0, Basis.AGENT_FREE, "Someone will be with you shortly."),
        (None, Basis.UNKNOWN, ASAP),
        (
            None,
            Basis.UNSTAFFED,
            "No one is here to take your call right now. If you hold, we'll answer as soon as someone is.",
        ),
    ],
)
def test_a_wait_without_a_number_is_announced_without_one(
    phone: PhoneUnderTest, seconds: float | None, basis: Basis, sentence: str
) -> None:
    phone.knows(CLAIMS, seconds, basis)
    caller = phone.caller()

    caller.dials(f"{HOST}/voice")

    assert caller.heard_everything[1] == sentence
    assert caller.is_in_queue


def test_a_caller_on_hold_is_thanked_until_an_agent_answers(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 100)
    caller = phone.caller(switchboard=answers_after(100))

    caller.dials(f"{HOST}/voice")
    caller.waits_for_an_agent()

    assert caller.is_talking
    assert caller.hears == "Thank you for holding. We'll be with you as soon as we can."


def test_the_state_of_the_call_travels_in_its_urls(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250, ends=(200, 299), evidence={"history": 210.4})
    caller = phone.caller(switchboard=answers_after(80))

    caller.dials(f"{HOST}/voice")
    caller.waits_for_the_end()

    holds = [asked.url for asked in caller.conversation.of(Asked) if "/hold/" in asked.url]
    left = [asked.url for asked in caller.conversation.of(Asked) if "/left/" in asked.url]
    assert [url.rpartition("/")[2] for url in holds[:2]] == ["4-6afd86c0-fa-c8-12b-d2-5-5-x-x-x-x-x-0"] * 2
    assert left == [f"{HOST}/voice/claims/en/left/4-6afd86c0-fa-c8-12b-d2-5-5-x-x-x-x-x-0"]


def test_a_band_promises_its_upper_end_and_no_estimate() -> None:
    ageing = CurrentWait(NOW, wait_of(4), Announcement(State.BAND, 5, 10))

    assert initial_state(ageing, CLAIMS.priority) == CallState(announced_at=int(NOW), upper_minutes=10, last_minutes=10)


def test_a_call_that_was_answered_ends_without_another_word(phone: PhoneUnderTest) -> None:
    caller = phone.caller(switchboard=answers_after(10))

    caller.dials(f"{HOST}/voice")
    caller.waits_for_an_agent()
    sentences = caller.heard_everything
    caller.waits_for_the_end()

    assert caller.heard_everything == sentences
    assert caller.dropped is None


@pytest.mark.parametrize("result", ["queue-full", "system-error"])
def test_a_caller_who_cannot_be_queued_hears_an_apology(phone: PhoneUnderTest, result: str) -> None:
    caller = phone.caller(switchboard=refuses(result))

    caller.dials(f"{HOST}/voice")

    assert caller.hears == "We're sorry, we couldn't connect your call. Please try again later. Goodbye."
    assert caller.is_over


@pytest.mark.parametrize("promise", ["nonsense", "3-5-5-5-5", "2-6afd86c0-fa-x-x-5-5-x-x-0", "x" * 200])
def test_an_unreadable_state_leaves_the_hold_loop_and_the_exit_working(phone: PhoneUnderTest, promise: str) -> None:
    caller = phone.caller()

    held = caller.asks(f"{HOST}/voice/claims/en/hold/{promise}", form={"CallSid": "CA" + "8" * 32})
    left = caller.asks(f"{HOST}/voice/claims/en/left/{promise}", form={"QueueResult": "bridged"})

    assert held.status == left.status == 200
    assert b"/voice/claims/en/hold/4-0-x-x-x-x-x-x-x-x-x-x-x-0" in held.body
    assert left.body.endswith(b"<Response />")


def test_an_unknown_number_hears_an_apology_and_is_logged_once_without_the_number(
    phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caller = phone.caller("+15550188888")

    with caplog.at_level(logging.INFO, logger="waittimes"):
        caller.dials(f"{HOST}/voice")

    assert caller.heard_everything == ("We're sorry, this number is not in service. Goodbye.",)
    assert caller.is_over
    assert caller.dropped is None
    assert [record.message for record in caplog.records] == ["call.unknown_line"]


def test_an_unknown_line_hears_an_apology(phone: PhoneUnderTest) -> None:
    caller = phone.caller()

    caller.dials(f"{HOST}/voice/mortgages")

    assert caller.heard_everything == ("We're sorry, this number is not in service. Goodbye.",)


def test_no_log_line_holds_a_phone_number_or_a_payload(phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller(switchboard=answers_after(70))

    with caplog.at_level(logging.DEBUG):
        caller.dials(f"{HOST}/voice")
        caller.waits_for_the_end()

    written = "\n".join(str(vars(record)) for record in caplog.records)
    assert "call.announced" in written
    assert "call.left_queue" in written
    assert not any(part in written for part in ("5550100001", "5550177777", "hello", "travel-token"))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/voice", "/voice/claims/en/hold/2-0-x-x-x-x-x-x-x-0", "/voice/claims/en/left/2-0-x-x-x-x-x-x-x-0"]
)
def test_get_is_answered_as_post_is(phone: PhoneUnderTest, method: str, path: str) -> None:
    answer = phone.caller().asks(f"{HOST}{path}", method=method, form={"To": CLAIMS.numbers[0], "FromCity": "New York"})

    assert answer.status == 200
    assert answer.content_type.startswith("text/xml")


@pytest.mark.parametrize(
    "form", [{}, {"To": ""}, {"CallSid": "nonsense", "To": "' OR 1=1"}, {"Called": "+15550100003"}]
)
def test_missing_or_strange_fields_still_get_valid_twiml(phone: PhoneUnderTest, form: dict[str, str]) -> None:
    answer = phone.caller().asks(f"{HOST}/voice/claims", form=form)

    assert answer.status == 200
    assert b"<Enqueue" in answer.body


@pytest.mark.parametrize("path", ["/voice/a/b/c", "/voice//claims", "/voicemail", "/", "/voice/claims/en/hold"])
def test_an_unknown_route_is_a_plain_404_and_never_a_redirect(phone: PhoneUnderTest, path: str) -> None:
    answer = phone.caller().asks(f"{HOST}{path}", form={})

    assert (answer.status, answer.body) == (404, b"404 Not Found\n")
    assert answer.content_type.startswith("text/plain")


def test_a_body_that_no_webhook_sends_is_refused(phone: PhoneUnderTest) -> None:
    answer = phone.caller().asks(f"{HOST}/voice/claims", form={"Padding": "x" * 70_000})

    assert answer.status == 413


def test_health_answers_anybody(phone: PhoneUnderTest) -> None:
    assert phone.app().test_client().get("/health").json == {"status": "ok"}
