"""/waits.json: what everybody may know of the lines that are public, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from openapi_core.exceptions import OpenAPIError
from werkzeug.test import Client

from ivr import switch
from ivr.switch import Muting, Positions
from ivr.wallboard.public_waits import MOST_A_SECOND
from ivr.wallboard.rate_cap import BURST_SECONDS
from simulator.caller.phone.transport import InProcess
from tests.fakes.waits import any_wait
from tests.ivr.phone_under_test import CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from tests.ivr.wallboard.documented import document, judged
from waittimes import cache
from waittimes.page import NO_PAGE
from waittimes.settings.line_policy import Showing
from waittimes.wait import Basis, Wait

PUBLIC = replace(CLAIMS, showing=Showing(is_public=True))


@pytest.fixture
def phone() -> PhoneUnderTest:
    phone = PhoneUnderTest(lines=(PUBLIC, LOANS))
    phone.knows(PUBLIC, 240, Basis.LINE, ends=(130, 330), agents_busy=13)
    return phone


def visitor(phone: PhoneUnderTest) -> Client:
    return phone.app().test_client()


def test_everybody_is_told_the_minutes_of_a_public_line(phone: PhoneUnderTest) -> None:
    assert judged(visitor(phone).get("/waits.json")) == {
        "lines": [
            {
                "line": "claims",
                "state": "number",
                "low_minutes": 2,
                "high_minutes": 6,
                "measured_at": "2026-11-18T11:06:32+00:00",
                "age_seconds": 8,
                "opens_at": None,
            }
        ]
    }


def test_without_a_public_line_there_is_no_such_page(phone: PhoneUnderTest) -> None:
    phone.lines = (CLAIMS, LOANS)

    assert visitor(phone).get("/waits.json").status_code == 404


def test_any_website_may_ask_and_keep_the_answer_for_a_moment(phone: PhoneUnderTest) -> None:
    answer = visitor(phone).get("/waits.json", headers={"Origin": "https://shop.example.com"})

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=15"
    assert "Set-Cookie" not in answer.headers


def test_an_answer_in_which_only_the_age_has_grown_is_not_sent_again(phone: PhoneUnderTest) -> None:
    visiting = visitor(phone)
    tag = visiting.get("/waits.json").headers["ETag"]

    phone.now += 20
    again = visiting.get("/waits.json", headers={"If-None-Match": tag})
    phone.now += 200
    later = visiting.get("/waits.json", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")
    assert judged(later)["lines"][0]["state"] == "band"


def test_above_the_rate_visitors_are_asked_to_come_back_and_calls_go_on(phone: PhoneUnderTest) -> None:
    visiting = visitor(phone)
    answers = [visiting.get("/waits.json") for _ in range(MOST_A_SECOND * BURST_SECONDS + 2)]

    assert [each.status_code for each in answers[-3:]] == [200, 503, 503]
    assert answers[-1].headers["Retry-After"] == "15"
    caller = replace(phone.caller(), send=InProcess(visiting.application))
    caller.dials(f"{HOST}/voice/claims")
    assert "Your estimated wait is between 2 and 6 minutes." in caller.heard_everything

    phone.now += 1
    assert visiting.get("/waits.json").status_code == 200


def test_a_muted_line_tells_no_minutes_to_anybody(phone: PhoneUnderTest) -> None:
    switch.write(phone.table, Positions({"claims": Muting()}), replaces=NO_PAGE, now=NOW)

    (told,) = judged(visitor(phone).get("/waits.json"))["lines"]

    assert (told["state"], told["low_minutes"], told["high_minutes"]) == ("unknown", None, None)


def test_a_table_that_fails_tells_nothing_and_the_answer_is_still_one(phone: PhoneUnderTest) -> None:
    phone.table.fails()

    (told,) = judged(visitor(phone).get("/waits.json"))["lines"]

    assert (told["state"], told["measured_at"], told["age_seconds"]) == ("unknown", None, None)


@given(wait=any_wait(PUBLIC.task_queue_sid))
def test_no_count_and_no_name_of_a_queue_ever_leaves(wait: Wait) -> None:
    phone = PhoneUnderTest(lines=(PUBLIC,))
    found = replace(wait, queue_name="Back office 7431", measured_at=NOW - 5)
    measurement = cache.Measurement(PUBLIC.workspace_sid, (found,), frozenset({found.queue_sid}), NOW - 5)
    assert cache.refresh(phone.table, measurement, now=NOW) == {}

    answer = visitor(phone).get("/waits.json")

    assert judged(answer)["lines"][0].keys() == document()["components"]["schemas"]["PublicWait"]["properties"].keys()
    assert "Back office" not in answer.text


def test_an_answer_that_the_document_does_not_allow_is_noticed(phone: PhoneUnderTest) -> None:
    answer = visitor(phone).get("/waits.json")
    answer.data = answer.data.replace(b'"number"', b'"soon"')

    with pytest.raises(OpenAPIError):
        judged(answer)
