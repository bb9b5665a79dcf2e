"""Signing in: who is let in, what the cookie holds, and when it ends."""

from dataclasses import replace

import pytest
from flask import Blueprint

from ivr.wallboard import session, views
from ivr.wallboard.signing_in.cookies import SESSION_SECONDS
from tests.ivr.phone_under_test import HOST, NOW, PhoneUnderTest
from tests.ivr.wallboard.browser import (
    FLOOR,
    KEY,
    LEADS,
    LOANS_DESK,
    OLD_KEY,
    Browser,
    passphrase,
    secret,
    wallboard,
)
from waittimes.settings.secret import Secret, SecretUnavailable

COOKIE = "__Host-wallboard"


def signed_in(phone: PhoneUnderTest, text: str = FLOOR) -> Browser:
    browser = Browser(phone.app())
    assert browser.signs_in(text).status_code == 303
    return browser


def test_a_stranger_is_led_to_the_sign_in_page_and_back(phone: PhoneUnderTest) -> None:
    browser = Browser(phone.app())

    first = browser.get("/board?view=wall")
    assert (first.status_code, first.location) == (303, "/board/sign-in?next=/board?view%3Dwall")
    assert browser.get(str(first.location)).status_code == 200

    answer = browser.signs_in(FLOOR, "/board?view=wall")
    assert (answer.status_code, answer.location) == (303, "/board?view=wall")
    assert browser.get("/board?view=wall").status_code == 200


def test_the_board_is_off_until_it_is_configured() -> None:
    assert Browser(PhoneUnderTest().app()).get("/board").status_code == 404


def test_a_viewer_sees_the_lines_of_the_passphrases_account(phone: PhoneUnderTest) -> None:
    everything, bank = signed_in(phone, FLOOR).get("/board").text, signed_in(phone, LOANS_DESK).get("/board").text

    assert ("claims" in everything, "loans" in everything) == (True, True)
    assert ("claims" in bank, "loans" in bank) == (False, True)


def test_the_cookie_is_kept_from_scripts_other_sites_and_http(phone: PhoneUnderTest) -> None:
    (cookie,) = signed_in(phone).set_cookies

    name, *attributes = cookie.split("; ")
    assert name.startswith(f"{COOKIE}=")
    kept = {each for each in attributes if not each.startswith("Expires=")}
    assert kept == {"HttpOnly", f"Max-Age={SESSION_SECONDS}", "Path=/", "SameSite=Strict", "Secure"}
    assert FLOOR not in cookie


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_on_this_machine_it_works_without_https(phone: PhoneUnderTest, host: str) -> None:
    browser = Browser(phone.app(), host=host)

    browser.signs_in(FLOOR)

    assert browser.set_cookies[0].startswith("wallboard=")
    assert "Secure" not in browser.set_cookies[0]
    assert browser.get("/board").status_code == 200


def test_a_cookie_of_this_machine_is_no_cookie_elsewhere(phone: PhoneUnderTest) -> None:
    here = Browser(phone.app(), host="http://127.0.0.1:8000")
    here.signs_in(FLOOR)

    assert Browser(phone.app(), jar=here.jar).get("/board").status_code == 303


def test_elsewhere_without_https_the_page_says_why_one_is_not_kept_signed_in(phone: PhoneUnderTest) -> None:
    assert "https" in Browser(phone.app(), host="http://10.0.0.7:8000").get("/board/sign-in").text
    assert "http://127.0.0.1" not in Browser(phone.app()).get("/board/sign-in").text


WRONG = ("", "seven green lamp", "seven green lamps!", "SEVEN GREEN LAMPS", "x" * 1001, "\0", KEY)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_passphrase_opens_nothing(phone: PhoneUnderTest, text: str) -> None:
    browser = Browser(phone.app())

    answer = browser.signs_in(text)

    assert answer.status_code == 403
    assert "not a passphrase" in answer.text
    assert (browser.jar, browser.get("/board").status_code) == ({}, 303)


def test_spaces_around_it_and_another_spelling_of_an_accent_do_not_matter(phone: PhoneUnderTest) -> None:
    phone.wallboard = replace(wallboard(), passphrases=(passphrase("floor", "caf\u00e9 au lait noir\n"),))

    assert Browser(phone.app()).signs_in("  cafe\u0301 au lait noir ").status_code == 303


def test_a_session_ends_after_twelve_hours(phone: PhoneUnderTest) -> None:
    browser = signed_in(phone)

    phone.now = NOW + SESSION_SECONDS - 1
    assert browser.get("/board").status_code == 200
    phone.now = NOW + SESSION_SECONDS
    assert browser.get("/board").status_code == 303


def test_signing_out_needs_the_form_and_forgets_the_cookie(phone: PhoneUnderTest) -> None:
    browser = signed_in(phone)
    assert browser.post("/board/sign-out", {}).status_code == 403

    answer = browser.sends("/board", "/sign-out")

    assert (answer.status_code, answer.location) == (303, "/board/sign-in")
    assert browser.jar == {}


def test_the_role_is_that_of_the_settings_now_and_not_of_the_cookie(phone: PhoneUnderTest) -> None:
    browser = signed_in(phone, LEADS)

    phone.wallboard = replace(wallboard(), passphrases=(passphrase("floor", FLOOR),))
    browser.app = phone.app()

    assert browser.get("/board").status_code == 303


def test_a_new_passphrase_ends_the_sessions_of_the_old_one_and_both_work_while_both_are_set(
    phone: PhoneUnderTest,
) -> None:
    browser = signed_in(phone)
    floor = phone.wallboard.passphrases[0] if phone.wallboard else None
    assert floor is not None

    both = replace(floor, secrets=(secret("NEXT", "nine red lanterns"), *floor.secrets))
    phone.wallboard = replace(wallboard(), passphrases=(both,))
    browser.app = phone.app()
    assert browser.get("/board").status_code == 200
    assert Browser(phone.app()).signs_in("nine red lanterns").status_code == 303

    phone.wallboard = replace(wallboard(), passphrases=(replace(both, secrets=both.secrets[:1]),))
    browser.app = phone.app()
    assert browser.get("/board").status_code == 303


def test_keys_rotate_without_signing_anybody_out_and_an_old_key_ends(phone: PhoneUnderTest) -> None:
    phone.wallboard = wallboard(OLD_KEY)
    browser = signed_in(phone)

    phone.wallboard = wallboard(KEY, OLD_KEY)
    browser.app = phone.app()
    assert browser.get("/board").status_code == 200
    assert signed_in(phone).get("/board").status_code == 200

    phone.wallboard = wallboard(KEY)
    browser.app = phone.app()
    assert browser.get("/board").status_code == 303


def unreadable() -> str:
    raise SecretUnavailable("ssm:/key could not be read: AccessDeniedException")


def test_a_key_that_is_short_or_cannot_be_read_signs_nothing(phone: PhoneUnderTest) -> None:
    lost = Secret("ssm:/key", unreadable, is_remote=True)
    for keys in ((secret("KEY", "k" * 31),), (lost,)):
        phone.wallboard = replace(wallboard(), cookie_keys=keys)

        answer = Browser(phone.app()).signs_in(FLOOR)

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
        assert "ops check" in answer.text

    phone.wallboard = replace(wallboard(), cookie_keys=(lost, secret("KEY", KEY)))
    assert signed_in(phone).get("/board").status_code == 200


def test_a_short_passphrase_lets_nobody_in(phone: PhoneUnderTest) -> None:
    phone.wallboard = replace(wallboard(), passphrases=(passphrase("a", "11-letters."), passphrase("floor", FLOOR)))

    assert Browser(phone.app()).signs_in("11-letters.").status_code == 403
    assert Browser(phone.app()).signs_in(FLOOR).status_code == 303


def test_a_text_that_is_the_passphrase_of_two_roles_gives_the_lesser_role(phone: PhoneUnderTest) -> None:
    ways = (passphrase("leads", FLOOR, "operate"), passphrase("floor", FLOOR))
    phone.wallboard = replace(wallboard(), passphrases=ways)

    assert "<span>floor</span>" in signed_in(phone).get("/board").text


def test_a_click_in_a_mail_arrives_although_the_browser_holds_its_strict_cookie_back(phone: PhoneUnderTest) -> None:
    browser = signed_in(phone)

    mailed = Browser(phone.app(), site="cross-site").get("/board?view=wall")
    assert mailed.status_code == 200
    assert 'content="0; url=/board?view=wall"' in mailed.text
    assert "claims" not in mailed.text

    assert browser.get("/board?view=wall").status_code == 200


def test_a_program_is_told_in_json_that_it_has_to_sign_in(
    phone: PhoneUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def register(blueprint: Blueprint, _phone: object) -> None:
        blueprint.add_url_rule("/board/api/names", "names", lambda: {"viewer": session.viewer().name})

    monkeypatch.setattr(views, "register", register)
    browser = Browser(phone.app())

    answer = browser.get("/board/api/names")
    assert (answer.status_code, answer.json) == (401, {"error": "signed out", "sign_in": "/board/sign-in"})
    browser.signs_in(LEADS)
    assert browser.get("/board/api/names").json == {"viewer": "leads"}


def test_nothing_of_it_stands_in_the_log(phone: PhoneUnderTest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    browser = signed_in(phone)
    browser.signs_in("seven green lamp")

    text = " ".join(f"{record.message} {record.__dict__}" for record in caplog.records if "waittimes" in record.name)
    assert "wallboard.signed_in" in text
    assert "lamp" not in text
    assert browser.address not in text
    assert HOST not in text
