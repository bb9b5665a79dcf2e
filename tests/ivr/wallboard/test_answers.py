"""What every answer of the wallboard has: its headers, its links, its files, and an end to what it takes in."""

import re

import pytest

from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.wallboard.browser import FLOOR, LEADS, Browser, viewer

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
PATHS = ("/board", "/board/sign-in", "/board/nothing-here", "/board/static/none.css", "/board/sign-out")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(phone: PhoneUnderTest, path: str) -> None:
    headers = Browser(phone.app()).get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Cookie" in headers["Vary"]


def test_pages_hold_no_script_no_style_and_nothing_from_elsewhere(phone: PhoneUnderTest) -> None:
    browser = Browser(phone.app())
    pages = [browser.get("/board/sign-in").text]
    browser.signs_in(LEADS)
    pages.append(browser.get("/board").text)

    for page in pages:
        assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page) == []
        assert re.findall(r'(?:src|href|action)="(?!/board|#)[^"]*"', page) == []


PLACES = {
    "no prefix": (HOST, "", HOST),
    "a stage": ("https://abc.execute-api.eu-west-1.amazonaws.com", "/production", ""),
    "a stage that public_url names too": (
        "https://abc.execute-api.eu-west-1.amazonaws.com",
        "/production",
        "https://abc.execute-api.eu-west-1.amazonaws.com/production",
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_links_are_right_below_a_stage_and_without_one(phone: PhoneUnderTest, place: str) -> None:
    host, stage, phone.public_url = PLACES[place]
    browser = Browser(phone.app(), host=host, stage=stage)

    assert browser.get("/board").location == f"{stage}/board/sign-in?next=/board"
    assert browser.signs_in(FLOOR).location == f"{stage}/board"
    page = browser.get("/board").text
    links = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert links
    assert [each for each in links if not each.startswith((f"{stage}/board", "#"))] == []
    (stylesheet,) = [each for each in links if each.endswith(".css")]
    assert browser.get(stylesheet.removeprefix(stage)).status_code == 200


@pytest.mark.parametrize("path", ["/board/sign-in", "/waits/board/sign-in"])
def test_links_are_right_below_a_base_path_whether_a_proxy_removes_it_or_not(phone: PhoneUnderTest, path: str) -> None:
    phone.public_url = f"{HOST}/waits"
    browser = Browser(phone.app())

    page = browser.get(path).text
    links = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert links
    assert [each for each in links if not each.startswith("/waits/board")] == []
    assert browser.signs_in(FLOOR).location == "/waits/board"
    assert browser.get("/waits/board").status_code == 200


def test_a_file_is_kept_for_a_year_under_a_name_that_changes_with_it(phone: PhoneUnderTest) -> None:
    browser = Browser(phone.app())
    (path,) = re.findall(r'href="([^"]*\.css)"', browser.get("/board/sign-in").text)

    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/css; charset=utf-8"
    assert sorted(answer.headers["Cache-Control"].split(", ")) == ["immutable", "max-age=31536000", "public"]
    assert re.search(r"-[0-9a-f]{12}\.css$", path)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["board.css", "board-000000000000.css", "..%2fsession.py", "%2e%2e/views.py", "."])
def test_nothing_else_is_served_as_a_file(phone: PhoneUnderTest, name: str) -> None:
    assert Browser(phone.app()).get(f"/board/static/{name}").status_code == 404


def test_a_huge_form_is_refused_before_it_is_read(phone: PhoneUnderTest) -> None:
    browser = Browser(phone.app())

    assert browser.post("/board/sign-in", {"passphrase": "x" * 20_000}).status_code == 413
    many = {f"field{each}": "" for each in range(3000)}
    assert browser.post("/board/sign-in", many).status_code == 413
    assert browser.get(f"/board?{'x' * 9000}").status_code == 414


def test_the_board_opens_no_route_of_the_phone_and_the_phone_none_of_the_board(phone: PhoneUnderTest) -> None:
    browser = viewer(phone, LEADS)

    for path in ("/voice", "/voice/claims", "/studio/wait/claims", "/boardroom", "/board/../voice/claims"):
        assert browser.post(path, {"To": CLAIMS.numbers[0]}).status_code in (403, 404)
    caller = phone.caller()
    caller.dials(f"{HOST}/voice/claims")
    assert caller.is_in_queue
    assert browser.get("/health").status_code == 200
