"""The board as JSON: every answer is as openapi.json says, and has the figures of the record."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ivr import switch
from ivr.switch import Muting, Positions
from tests.fakes.waits import busy_contact_centre
from tests.ivr.phone_under_test import CLAIMS, LOANS, NOW, TRAVEL, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, LOANS_DESK, Browser, two_lines_known, viewer
from tests.ivr.wallboard.documented import document, judged
from tests.ivr.wallboard.past import remember
from waittimes import cache, feedback
from waittimes.callbacks.store import register_key
from waittimes.page import NO_PAGE
from waittimes.score import score_call
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.wait import Basis


@pytest.fixture
def phone(phone: PhoneUnderTest) -> PhoneUnderTest:
    """Return the phone of two lines whose waits are known."""
    two_lines_known(phone)
    return phone


def answered(phone: PhoneUnderTest, path: str, passphrase: str = FLOOR) -> Any:
    answer = viewer(phone, passphrase).get(path)
    assert answer.status_code == 200
    return judged(answer)


def test_the_lines_come_the_worst_first_with_all_their_figures(phone: PhoneUnderTest) -> None:
    worst, other = answered(phone, "/board/api/lines")["lines"]

    assert (worst["line"], worst["status"]) == ("loans", "action")
    assert other == {
        "name": "claims",
        "line": "claims",
        "account": "travel",
        "workspace_sid": CLAIMS.workspace_sid,
        "task_queue_sid": CLAIMS.task_queue_sid,
        "task_queue": "Claims",
        "status": "calm",
        "is_muted": False,
        "muted_by": None,
        "muted_because": None,
        "muted_until": None,
        "state": "number",
        "low_minutes": 2,
        "high_minutes": 6,
        "heard": "Your estimated wait is between 2 and 6 minutes.",
        "withheld": None,
        "wait_seconds": 240,
        "low_seconds": 130,
        "high_seconds": 330,
        "basis": "line",
        "waiting": 3,
        "longest_waiting_seconds": 61,
        "agents_free": 0,
        "agents_busy": 13,
        "answered": 21,
        "hung_up": 2,
        "measured_at": "2026-11-18T11:06:32+00:00",
        "age_seconds": 8,
    }


def test_a_muted_line_says_what_it_withholds(phone: PhoneUnderTest) -> None:
    muting = Muting(NOW + 600, "wrong since noon", "leads", NOW - 60)
    switch.write(phone.table, Positions({"claims": muting}), replaces=NO_PAGE, now=NOW)

    found = answered(phone, "/board/api/lines/claims")

    assert (found["is_muted"], found["heard"]) == (True, "We'll be with you as soon as we can.")
    assert (found["muted_by"], found["muted_because"]) == ("leads", "wrong since noon")
    assert found["muted_until"] == "2026-11-18T11:16:40+00:00"
    assert found["withheld"] == "Your estimated wait is between 2 and 6 minutes."
    assert (found["state"], found["low_minutes"], found["status"]) == ("number", 2, "calm")


def test_a_line_opened_explains_itself_in_every_language(phone: PhoneUnderTest) -> None:
    found = answered(phone, "/board/api/lines/claims")

    assert found["reasons"][0] == "3 callers are ahead of somebody who calls now."
    assert found["spoken"][0] == {"language": "en-US", "text": found["heard"], "is_own": True}
    german = next(each for each in found["spoken"] if each["language"] == "de-DE")
    assert german["text"] == "Ihre voraussichtliche Wartezeit beträgt zwischen 2 und 6 Minuten."
    assert len({each["text"] for each in found["spoken"]}) == len(found["spoken"]) == 9
    assert found["hours"] == ["It has no opening hours: it is always open."]


def test_a_line_that_calls_back_says_how_many_are_pending(phone: PhoneUnderTest) -> None:
    phone.lines = (replace(CLAIMS, callback=CallbackPolicy(style="dial")), LOANS)
    register = json.dumps({"a" * 24: NOW - 90, "b" * 24: NOW - 30}).encode()
    phone.table.put(register_key("claims"), register, replaces=NO_PAGE, measured_at=NOW, expires_at=NOW + 999)

    assert answered(phone, "/board/api/lines/claims")["callbacks_pending"] == 2
    assert answered(phone, "/board/api/lines/loans")["callbacks_pending"] is None
    assert "2 callbacks pending." in viewer(phone).get("/board?open=claims").text


def test_what_promises_were_worth_is_beside_avg15(phone: PhoneUnderTest) -> None:
    feedback.add(phone.table, CLAIMS, score_call(promised=200, waited=230, low=100, high=220, history=330), now=NOW - 9)

    claims, loans = answered(phone, "/board/api/promises")["lines"]

    assert (claims["title"], claims["calls"], claims["since"]) == ("claims", 1, "2026-11-18T11:06:31+00:00")
    assert (claims["error_seconds"], claims["bias_seconds"], claims["above_share"]) == (30, -30, 1)
    assert (claims["history_error_seconds"], claims["ratio"]) == (100, 0.3)
    assert (loans["calls"], loans["error_seconds"]) == (0, None)


def test_the_history_has_a_point_for_each_five_minutes_and_none_for_a_gap(phone: PhoneUnderTest) -> None:
    remember(phone.table, CLAIMS, now=NOW, seconds={1: 201, 2: 202, 5: 205})

    points = answered(phone, "/board/api/lines/claims/history?hours=2")["points"]

    assert [each["wait_seconds"] for each in points] == [205, 202, 201]
    assert [each["at"][11:16] for each in points] == ["10:40", "10:55", "11:00"]
    assert answered(phone, "/board/api/lines/claims/history?hours=nonsense")["points"] == []


def test_task_queues_are_found_by_a_part_of_their_name(phone: PhoneUnderTest) -> None:
    waits = tuple(replace(each, measured_at=NOW - 4) for each in busy_contact_centre(450))
    measurement = cache.Measurement(TRAVEL.workspace_sids[0], waits, frozenset(w.queue_sid for w in waits), NOW - 4)
    assert cache.refresh(phone.table, measurement, now=NOW) == {}

    everything = answered(phone, "/board/api/queues")
    last = answered(phone, "/board/api/queues?page=99")
    in_town = answered(phone, "/board/api/queues?q=KRAKÓW")

    assert (everything["all"], everything["pages"], len(everything["queues"])) == (451, 3, 200)
    assert (last["page"], len(last["queues"])) == (3, 51)
    assert 0 < in_town["matching"] < 100
    assert all("Kraków" in each["name"] for each in in_town["queues"])


def test_a_viewer_sees_the_lines_and_queues_of_their_account_only(phone: PhoneUnderTest) -> None:
    assert [each["line"] for each in answered(phone, "/board/api/lines", LOANS_DESK)["lines"]] == ["loans"]
    assert [each["title"] for each in answered(phone, "/board/api/promises", LOANS_DESK)["lines"]] == ["loans"]
    assert [each["name"] for each in answered(phone, "/board/api/queues", LOANS_DESK)["queues"]] == ["Loans"]
    for path in ("/board/api/lines/claims", "/board/api/lines/claims/history"):
        answer = viewer(phone, LOANS_DESK).get(path)
        assert (answer.status_code, judged(answer)["error"]) == (404, "Not Found")


def test_a_stranger_gets_nothing(phone: PhoneUnderTest) -> None:
    for path in document()["paths"]:
        if path.startswith("/board/"):
            answer = Browser(phone.app()).get(path.replace("{name}", "claims"))
            assert answer.status_code == 401
            judged(answer)


def test_nothing_is_sent_again_while_only_ages_grow(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)
    tags = {path: browser.get(path).headers["ETag"] for path in ("/board/api/lines", "/board/api/lines/claims")}

    phone.now += 30
    again = [browser.get(path, If_None_Match=tag).status_code for path, tag in tags.items()]
    phone.knows(CLAIMS, 245, Basis.LINE)
    phone.now += 6
    later = [browser.get(path, If_None_Match=tag).status_code for path, tag in tags.items()]

    assert (again, later) == ([304, 304], [200, 200])


def test_without_a_table_every_answer_is_still_as_the_document_says(phone: PhoneUnderTest) -> None:
    browser = viewer(phone)
    phone.now += 60
    phone.table.fails()

    for path in ("/board/api/lines", "/board/api/lines/claims", "/board/api/queues", "/board/api/promises"):
        found = judged(browser.get(path))
        assert found["now"]
    assert "ProvisionedThroughputExceeded" in judged(browser.get("/board/api/lines"))["failure"]
    assert {each["status"] for each in judged(browser.get("/board/api/lines"))["lines"]} == {"stale"}


def test_the_document_is_served_with_the_board(phone: PhoneUnderTest) -> None:
    assert viewer(phone).get("/board/api/openapi.json").get_json() == document()
