"""Screens on walls: a link that works for a day, a cookie that only looks, and an end by revoking."""

import re

import pytest

from ivr.wallboard.signing_in import kiosks
from ivr.wallboard.signing_in.cookies import KIOSK_SECONDS, SESSION_SECONDS
from ivr.wallboard.signing_in.kiosks import KEY as ITEM
from ivr.wallboard.signing_in.kiosks import LINK_SECONDS, Kiosk, Kiosks, NotListed
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import HOST, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, KEY, LEADS, LOANS_DESK, OLD_KEY, Browser, viewer, wallboard
from waittimes.page import NO_PAGE

COOKIE = "__Host-wallboard-kiosk"


def link_made(browser: Browser, **fields: str) -> str:
    page = browser.sends("/board/kiosks", "/kiosks", name="hall", **fields).text
    (found,) = re.findall(r'readonly value="([^"]+)"', page)
    return str(found)


def screen(phone: PhoneUnderTest, link: str) -> Browser:
    """Return a screen that has opened the link as kiosk.js does."""
    browser = Browser(phone.app())
    browser.post("/board/kiosk", {"token": link.partition("#")[2]})
    return browser


def test_a_link_becomes_a_cookie_that_looks_for_ninety_days(phone: PhoneUnderTest) -> None:
    link = link_made(viewer(phone, LEADS))
    assert link.startswith(f"{HOST}/board/kiosk#")

    wall = Browser(phone.app())
    answer = wall.post("/board/kiosk", {"token": link.partition("#")[2]})
    assert (answer.status_code, answer.location) == (303, "/board?view=wall")
    (cookie,) = wall.set_cookies
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", f"Max-Age={KIOSK_SECONDS}"} <= set(cookie.split("; "))

    phone.now = NOW + KIOSK_SECONDS - 1
    page = wall.get("/board?view=wall")
    assert page.status_code == 200
    assert "Sign out" not in page.text
    phone.now = NOW + KIOSK_SECONDS
    assert wall.get("/board").status_code == 303


def test_the_token_never_travels_in_a_path_or_a_query(phone: PhoneUnderTest) -> None:
    link = link_made(viewer(phone, LEADS))
    token = link.partition("#")[2]

    assert len(token) > 40
    assert token not in link.partition("#")[0]
    asked_by_query = Browser(phone.app())
    asked_by_query.get(f"/board/kiosk?token={token}")
    assert asked_by_query.jar == {}


def test_the_whole_link_may_be_pasted_where_there_is_no_script(phone: PhoneUnderTest) -> None:
    wall = Browser(phone.app())

    assert wall.sends("/board/kiosk", "/kiosk", token=f" {link_made(viewer(phone, LEADS))}\n").status_code == 303


def test_a_screen_changes_nothing(phone: PhoneUnderTest) -> None:
    wall = screen(phone, link_made(viewer(phone, LEADS)))

    for path in ("/board/switch/claims", "/board/switch/*", "/board/kiosks"):
        assert wall.get(path).status_code == 403
    for path in ("/board/switch/claims/mute", "/board/kiosks"):
        assert wall.post(path, {"minutes": "", "name": "other", "token": "x"}).status_code == 403


def test_a_revoked_screen_and_its_link_end_within_five_seconds(phone: PhoneUnderTest) -> None:
    leads = viewer(phone, LEADS)
    link = link_made(leads)
    wall, other = screen(phone, link), screen(phone, link)
    assert (wall.get("/board").status_code, other.get("/board").status_code) == (200, 200)
    assert "hall (every account), made by leads" in leads.get("/board/kiosks").text

    (kiosk_id,) = re.findall(r"/board/kiosks/([0-9a-f]+)/revoke", leads.get("/board/kiosks").text)
    assert leads.post(f"/board/kiosks/{kiosk_id}/revoke", {"token": "x"}).status_code == 403
    assert leads.sends("/board/kiosks", "/revoke").status_code == 303

    phone.now = NOW + 5
    assert (wall.get("/board").status_code, other.get("/board").status_code) == (303, 303)
    assert Browser(phone.app()).post("/board/kiosk", {"token": link.partition("#")[2]}).status_code == 403


def test_a_link_ends_after_a_day_and_its_screens_go_on(phone: PhoneUnderTest) -> None:
    link = link_made(viewer(phone, LEADS))
    wall = screen(phone, link)

    phone.now = NOW + LINK_SECONDS
    late = Browser(phone.app()).post("/board/kiosk", {"token": link.partition("#")[2]})
    assert late.status_code == 403
    assert "older than a day" in late.text
    assert wall.get("/board").status_code == 200


def test_a_screen_shows_the_account_that_it_was_made_for(phone: PhoneUnderTest) -> None:
    desk = viewer(phone, LOANS_DESK)
    assert desk.sends("/board/kiosks", "/kiosks", name="hall", account="travel").status_code == 403

    page = screen(phone, link_made(desk)).get("/board").text
    assert ("loans" in page, "claims" in page) == (True, False)
    assert "hall" not in viewer(phone, FLOOR).get("/board/kiosks").text


def test_nobody_sees_or_revokes_the_screens_of_another_account(phone: PhoneUnderTest) -> None:
    leads, desk = viewer(phone, LEADS), viewer(phone, LOANS_DESK)
    link_made(leads, account="travel")
    (kiosk_id,) = re.findall(r"/board/kiosks/([0-9a-f]+)/revoke", leads.get("/board/kiosks").text)

    assert "There is no screen." in desk.get("/board/kiosks").text
    assert desk.post(f"/board/kiosks/{kiosk_id}/revoke", {}).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0.c2ln", "#", "\0"])
def test_no_other_text_is_a_link(phone: PhoneUnderTest, token: str) -> None:
    assert Browser(phone.app()).post("/board/kiosk", {"token": token}).status_code == 403


def test_a_cookie_is_no_link_and_a_link_no_cookie(phone: PhoneUnderTest) -> None:
    link = link_made(viewer(phone, LEADS))
    wall = screen(phone, link)

    assert Browser(phone.app()).post("/board/kiosk", {"token": wall.jar[COOKIE]}).status_code == 403
    for name in (COOKIE, "__Host-wallboard"):
        assert Browser(phone.app(), jar={name: link.partition("#")[2]}).get("/board").status_code == 303
    assert Browser(phone.app(), jar={"__Host-wallboard": wall.jar[COOKIE]}).get("/board").status_code == 303


def test_a_form_from_elsewhere_makes_no_screen_of_a_browser(phone: PhoneUnderTest) -> None:
    link = link_made(viewer(phone, LEADS))
    wall = Browser(phone.app(), site="cross-site")

    assert wall.post("/board/kiosk", {"token": link.partition("#")[2]}).status_code == 403


def test_when_a_session_on_a_screen_ends_the_screen_goes_on_looking(phone: PhoneUnderTest) -> None:
    wall = screen(phone, link_made(viewer(phone, LEADS)))
    wall.signs_in(LEADS)
    assert "Sign out" in wall.get("/board").text

    phone.now = NOW + SESSION_SECONDS
    page = wall.get("/board")
    assert page.status_code == 200
    assert "Sign out" not in page.text


def test_screens_outlive_a_new_key_while_the_old_one_is_kept(phone: PhoneUnderTest) -> None:
    phone.wallboard = wallboard(OLD_KEY)
    wall = screen(phone, link_made(viewer(phone, LEADS)))

    phone.wallboard = wallboard(KEY, OLD_KEY)
    wall.app = phone.app()
    assert wall.get("/board").status_code == 200
    phone.wallboard = wallboard(KEY)
    wall.app = phone.app()
    assert wall.get("/board").status_code == 303


def test_while_the_table_fails_a_known_screen_stays_and_an_unknown_one_is_asked_to_come_back(
    phone: PhoneUnderTest,
) -> None:
    wall = screen(phone, link_made(viewer(phone, LEADS)))
    wall.get("/board")
    phone.table.fails("ThrottlingException", key=ITEM)
    phone.now = NOW + 60

    assert wall.get("/board").status_code == 200
    wall.app = phone.app()
    assert wall.get("/board").status_code == 503
    assert wall.jar


def test_a_broken_list_lets_nobody_in(phone: PhoneUnderTest) -> None:
    wall = screen(phone, link_made(viewer(phone, LEADS)))
    page = phone.table.get(ITEM, consistent=True)
    phone.table.put(ITEM, b"nonsense", replaces=page, measured_at=NOW, expires_at=NOW + 90)
    phone.now = NOW + 5

    assert wall.get("/board").status_code == 303


def test_two_screens_made_at_the_same_time_are_both_listed_and_there_are_never_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = MemoryTable()
    others = [Kiosk("bar", "", "ada", NOW)]

    def somebody_else(_: str) -> None:
        if others:
            Kiosks(table).add(others.pop(), NOW)

    table.between = somebody_else
    listed = Kiosks(table)

    listed.add(Kiosk("hall", "", "leads", NOW), NOW)
    assert {each.name for each in listed.listed(NOW).values()} == {"hall", "bar"}

    monkeypatch.setattr(kiosks, "MOST_SCREENS", 2)
    with pytest.raises(NotListed, match="Revoke those that nobody looks at"):
        listed.add(Kiosk("one more", "", "leads", NOW), NOW)
    assert table.get(ITEM, consistent=True) != NO_PAGE
