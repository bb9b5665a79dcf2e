"""Mute, unmute, close and open from the page: callers hear it within five seconds, and everybody sees who did it."""

import pytest

from ivr import switch, switch_changes
from ivr.switch import Muting, Override, Positions
from ops.waits.mute import mutings
from tests.ivr.phone_under_test import BANK, CLAIMS, HOST, LOANS, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, LEADS, LOANS_DESK, viewer

NUMBER = "Your estimated wait is about 5 minutes."
CLOSED = "We've had to close unexpectedly."


def positions(phone: PhoneUnderTest) -> Positions:
    return switch.positions(phone.table.get(switch.KEY, consistent=True))


def hears_a_number(phone: PhoneUnderTest, line: str = "claims") -> bool:
    caller = phone.caller(account=BANK) if line == "loans" else phone.caller()
    caller.dials(f"{HOST}/voice/{line}")
    return NUMBER in caller.heard_everything


def test_muted_on_the_page_the_next_call_hears_no_number_and_unmuted_it_does(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.knows(LOANS, 250)
    browser = viewer(phone, LEADS)
    assert hears_a_number(phone)

    answer = browser.sends("/board/switch/claims", "/mute", reason="wrong since noon", minutes="60")
    assert (answer.status_code, answer.location) == (303, "/board/switch/claims")
    assert positions(phone).muted == {"claims": Muting(NOW + 3600, "wrong since noon", "leads", NOW)}
    assert (hears_a_number(phone), hears_a_number(phone, "loans")) == (False, True)
    page = browser.get("/board/switch/claims").text
    assert "(wrong since noon), set by leads at" in page
    assert "26" in page

    assert browser.sends("/board/switch/claims", "/unmute").status_code == 303
    assert positions(phone).muted == {}
    assert hears_a_number(phone)


def test_a_process_that_remembers_the_switch_obeys_within_five_seconds(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    caller = phone.caller()
    caller.dials(f"{HOST}/voice/claims")
    viewer(phone, LEADS).sends("/board/switch/claims", "/mute", minutes="")

    phone.now = NOW + 5
    caller.dials(f"{HOST}/voice/claims")

    assert NUMBER not in caller.heard_everything[-2:]


def test_closed_on_the_page_callers_hear_why_and_kept_open_they_do_not(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)

    browser.sends("/board/switch/claims", "/close", reason="emergency", minutes="120")
    assert positions(phone).hours == {"claims": Override(False, NOW + 7200, "emergency", "leads", NOW)}
    caller = phone.caller()
    caller.dials(f"{HOST}/voice/claims")
    assert CLOSED in caller.heard_everything

    browser.sends("/board/switch/claims", "/keep-open", minutes="15")
    assert positions(phone).hours == {"claims": Override(True, NOW + 900, "", "leads", NOW)}
    browser.sends("/board/switch/claims", "/follow-hours")
    assert positions(phone).hours == {}


def test_all_lines_at_once_are_for_those_who_see_every_account(phone: PhoneUnderTest) -> None:
    viewer(phone, LEADS).sends("/board/switch/*", "/mute", minutes="15", reason="new workflow")
    assert positions(phone).muted == {"*": Muting(NOW + 900, "new workflow", "leads", NOW)}

    desk = viewer(phone, LOANS_DESK)
    assert desk.get("/board/switch/*").status_code == 403
    answer = desk.sends("/board/switch/loans", "/unmute")
    assert answer.status_code == 409
    assert "All lines are muted together; unmute all of them." in answer.text
    assert "*" in positions(phone).muted


@pytest.mark.parametrize("action", ["mute", "unmute", "close", "keep-open", "follow-hours"])
def test_whoever_may_only_look_changes_nothing_even_with_a_form_that_was_signed(
    phone: PhoneUnderTest, action: str
) -> None:
    browser = viewer(phone, FLOOR)

    assert browser.get("/board/switch/claims").status_code == 403
    answer = browser.post(f"/board/switch/claims/{action}", {"token": "x", "minutes": "15", "reason": "emergency"})
    assert answer.status_code == 403
    assert phone.table.items.get(switch.KEY) is None


def test_the_lines_of_another_account_do_not_exist(phone: PhoneUnderTest) -> None:
    desk = viewer(phone, LOANS_DESK)

    for path in ("/board/switch/claims", "/board/switch/nothing"):
        assert desk.get(path).status_code == 404
        assert desk.post(f"{path}/mute", {"minutes": ""}).status_code == 404
    assert desk.sends("/board/switch/loans", "/mute", minutes="").status_code == 303


def test_a_form_for_one_line_or_action_does_not_serve_another(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)
    page = browser.get("/board/switch/claims").text
    tokens = [each.split('"')[0] for each in page.split('name="token" value="')[1:]]
    assert len(set(tokens)) == len(tokens) == 4

    for token in tokens:
        assert browser.post("/board/switch/loans/mute", {"token": token, "minutes": ""}).status_code == 403
    accepted = [
        browser.post("/board/switch/claims/mute", {"token": token, "minutes": ""}).status_code for token in tokens
    ]
    assert sorted(accepted) == [303, 403, 403, 403]
    browser.site = "cross-site"
    assert browser.post("/board/switch/claims/unmute", {"token": tokens[1]}).status_code == 403


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("mute", {"minutes": "17"}, "Choose how long it lasts."),
        ("mute", {"minutes": "", "reason": "x" * 201}, "at most 200 characters"),
        ("mute", {"minutes": "", "reason": "one\ntwo"}, "on one line"),
        ("close", {"minutes": "", "reason": "emergency"}, "Choose how long it lasts."),
        ("close", {"minutes": "15", "reason": "lunch"}, "Choose what callers hear."),
        ("keep-open", {}, "Choose how long it lasts."),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_nothing_that_was_typed_is_lost(
    phone: PhoneUnderTest, action: str, fields: dict[str, str], sentence: str
) -> None:
    answer = viewer(phone, LEADS).sends("/board/switch/claims", f"/{action}", **fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert phone.table.items.get(switch.KEY) is None


def test_without_the_table_nothing_that_was_typed_is_lost(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)
    page = browser.get("/board/switch/claims")
    (token,) = [each.split('"')[0] for each in page.text.split("claims/mute")[1].split('name="token" value="')[1:2]]
    phone.table.fails("ThrottlingException", key=switch.KEY)

    answer = browser.post("/board/switch/claims/mute", {"token": token, "reason": "a <fire> drill", "minutes": "60"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    assert "it is not known whether this was stored" in answer.text
    assert "it is not known whether claims is muted or closed" in answer.text
    assert 'value="a &lt;fire&gt; drill"' in answer.text
    assert '<option value="60" selected>' in answer.text


def test_a_change_that_somebody_else_makes_at_the_same_time_is_kept(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)
    others = [Muting(set_by="ada", set_at=NOW)]

    def somebody_else(key: str) -> None:
        if key == switch.KEY and others:
            switch_changes.mute(phone.table, "loans", others.pop(), now=NOW)

    phone.table.between = somebody_else
    browser.sends("/board/switch/claims", "/mute", minutes="")

    assert positions(phone).muted.keys() == {"claims", "loans"}


def test_what_the_board_sets_ops_shows(phone: PhoneUnderTest) -> None:
    viewer(phone, LEADS).sends("/board/switch/claims", "/mute", minutes="60", reason="fire drill")

    said = mutings(positions(phone).muted, None, NOW)

    assert said.startswith("claims is muted until 20")
    assert " (fire drill), set by leads at " in said


def test_a_row_that_is_open_shows_the_switch_and_changes_it(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    browser = viewer(phone, LEADS)

    answer = browser.sends("/board?open=claims", "/claims/mute", minutes="", reason="wrong since noon")
    assert (answer.status_code, list(positions(phone).muted)) == (303, ["claims"])

    phone.now = NOW + 5
    row = browser.get("/board?open=claims").text
    assert "<strong>Muted</strong>" in row
    assert "(wrong since noon), set by leads" in row
    assert browser.sends("/board?open=claims", "/claims/unmute").status_code == 303
    assert positions(phone).muted == {}


def test_a_row_holds_no_form_for_those_who_only_look(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)

    assert "/board/switch/" not in viewer(phone, FLOOR).get("/board?open=claims").text
