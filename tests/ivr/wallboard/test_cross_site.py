"""Forms from elsewhere change nothing, and signing in leads to no other site."""

import re

import pytest

from ivr.wallboard.signing_in.pages import PAGE_OF_BOARD
from tests.ivr.phone_under_test import HOST, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, LEADS, Browser, viewer


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "Same-Origin", ""])
def test_a_form_from_elsewhere_signs_nobody_in(phone: PhoneUnderTest, site: str) -> None:
    browser = Browser(phone.app(), site=site)

    assert browser.signs_in(FLOOR).status_code == 403
    assert browser.jar == {}


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (HOST, 303),
        (f"{HOST}:443", 403),
        (f"{HOST}.evil.example", 403),
        ("https://evil.example", 403),
        (HOST.replace("https", "http"), 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_an_old_browser_is_judged_by_its_origin(phone: PhoneUnderTest, origin: str, status: int) -> None:
    browser = Browser(phone.app(), site=None)

    assert browser.post("/board/sign-in", {"passphrase": FLOOR}, Origin=origin).status_code == status


def test_an_origin_never_excuses_what_the_browser_says_of_the_site(phone: PhoneUnderTest) -> None:
    answer = Browser(phone.app(), site="cross-site").post("/board/sign-in", {"passphrase": FLOOR}, Origin=HOST)

    assert answer.status_code == 403


def test_behind_a_proxy_that_hides_the_host_the_public_url_is_ours(phone: PhoneUnderTest) -> None:
    browser = Browser(phone.app(), host="http://upstream:8000", site=None)

    assert browser.post("/board/sign-in", {"passphrase": FLOOR}, Origin=HOST).status_code == 303


def test_a_form_of_another_session_is_refused(phone: PhoneUnderTest) -> None:
    mine, yours = Browser(phone.app()), Browser(phone.app())
    for each in (mine, yours):
        each.signs_in(LEADS)
    (token,) = re.findall(r'name="token" value="([^"]+)"', yours.get("/board").text)

    assert mine.post("/board/sign-out", {"token": token}).status_code == 403
    assert yours.post("/board/sign-out", {"token": token}).status_code == 303


def test_a_form_with_the_right_token_from_elsewhere_is_refused(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)
    (token,) = re.findall(r'name="token" value="([^"]+)"', browser.get("/board").text)

    browser.site = "cross-site"
    assert browser.post("/board/sign-out", {"token": token}).status_code == 403


def test_a_link_changes_nothing(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)

    assert browser.get("/board/sign-out").status_code == 405
    assert browser.get("/board").status_code == 200


ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/board//evil.example",
    "/board/../voice",
    "/board\\..\\voice",
    "/boardroom",
    "/voice",
    "javascript:alert(1)",
    "/board\r\nSet-Cookie: a=b",
    "/board\n",
    "/board?a=\r\nX: y",
    "/board/%0d%0aX:y",
    "/board?next=//evil.example",
    " /board",
    "",
)


@pytest.mark.parametrize("following", ELSEWHERE)
def test_signing_in_leads_to_no_other_place(phone: PhoneUnderTest, following: str) -> None:
    answer = Browser(phone.app()).signs_in(FLOOR, following)

    assert (answer.status_code, answer.location) == (303, "/board")
    assert "a=b" not in str(answer.headers)


@pytest.mark.parametrize("following", ["/board", "/board?view=wall", "/board/lines/claims?day=2026-11-29&lang=pt-BR"])
def test_signing_in_leads_back_to_the_page_that_was_asked_for(phone: PhoneUnderTest, following: str) -> None:
    assert PAGE_OF_BOARD.fullmatch(following)
    assert Browser(phone.app()).signs_in(FLOOR, following).location == following
