"""No cookie opens the board that the board has not signed itself, for this purpose, and for a passphrase of today."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.wallboard.signing_in.keys import Keys
from tests.ivr.phone_under_test import NOW
from tests.ivr.wallboard.browser import FLOOR, KEY, LEADS, OLD_KEY, Browser, board_under_test

COOKIE = "__Host-wallboard"
PHONE = board_under_test()
APP = PHONE.app()
MARK = Keys([KEY]).marks(LEADS)[0]
SOUND = ["leads", MARK, int(NOW) + 60, "0123456789abcdef"]


def opened_by(value: str, name: str = COOKIE) -> bool:
    answer = Browser(APP, jar={name: value}).get("/board")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def sealed(content: Any, key: str = KEY, purpose: str = "session") -> str:
    return Keys([key]).sealed(purpose, content)


def test_what_is_signed_as_the_board_signs_it_opens_the_board() -> None:
    assert opened_by(sealed(SOUND))


def test_a_cookie_under_another_name_opens_nothing() -> None:
    assert not opened_by(sealed(SOUND), "wallboard")
    assert not opened_by(sealed(SOUND), "session")


@pytest.mark.parametrize(
    "content",
    [
        [*SOUND[:2], int(NOW), SOUND[3]],
        ["floor", *SOUND[1:]],
        ["nobody", *SOUND[1:]],
        ["leads", "", *SOUND[2:]],
        ["leads", Keys([OLD_KEY]).marks(LEADS)[0], *SOUND[2:]],
        ["leads", Keys([KEY]).marks(FLOOR)[0], *SOUND[2:]],
        [*SOUND[:2], "later", SOUND[3]],
        [*SOUND[:2], None, SOUND[3]],
        SOUND[:3],
        [*SOUND, "operate"],
        {"name": "leads"},
        "leads",
        None,
        7,
        [],
    ],
    ids=str,
)
def test_what_is_signed_but_says_something_else_opens_nothing(content: Any) -> None:
    assert not opened_by(sealed(content))


def test_what_another_key_or_another_purpose_has_signed_opens_nothing() -> None:
    assert not opened_by(sealed(SOUND, OLD_KEY))
    assert not opened_by(sealed(SOUND, purpose="form"))
    assert not opened_by(sealed(SOUND, purpose="kiosk"))


def test_a_payload_without_a_signature_opens_nothing() -> None:
    payload = base64.urlsafe_b64encode(json.dumps(SOUND).encode()).decode().rstrip("=")

    assert not opened_by(payload)
    assert not opened_by(f"{payload}.")
    assert not opened_by(f"{payload}.{sealed(SOUND).partition('.')[2][:-1]}A=")


@given(
    st.integers(0, len(sealed(SOUND)) - 1),
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'),
)
def test_no_changed_character_goes_unnoticed(place: int, character: str) -> None:
    value = sealed(SOUND)
    changed = value[:place] + character + value[place + 1 :]

    # The last character of Base64 has bits that mean nothing, and two others have two spellings.
    if changed[:-1].replace("+", "-").replace("/", "_") != value[:-1]:
        assert not opened_by(changed)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=300))
def test_no_text_opens_the_board(value: str) -> None:
    assert not opened_by(value)
