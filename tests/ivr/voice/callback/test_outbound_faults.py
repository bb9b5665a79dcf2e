"""The call to a person, while the table or the phone itself fails, and with webhooks that are forged or repeated."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.caller.conversation import Enqueued
from simulator.caller.phone.signing import Unsigned
from simulator.caller.scripted_switchboard import answers_after
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.callback.desk import CONNECTING, HELLO, KEYS, PERSON, desk, kept, line
from tests.ivr.voice.callback.outbound_call import OUTBOUND_SID, calling, rings
from waittimes.callbacks.record import State

FORM = {"CallSid": OUTBOUND_SID, "To": PERSON, "From": CLAIMS.numbers[0], "Direction": "outbound-api"}


def the_table_is_down(phone: PhoneUnderTest) -> None:
    phone.table.fails()


def the_table_cannot_be_written(phone: PhoneUnderTest) -> None:
    phone.table.between = lambda key: phone.table.fails(key=key)


@pytest.mark.parametrize("breaks", [the_table_is_down, the_table_cannot_be_written])
def test_who_accepts_is_connected_whatever_the_table_does(breaks: Callable[[PhoneUnderTest], None]) -> None:
    phone = desk()
    before = calling(phone)
    breaks(phone)

    call = rings(phone, "1", at=answers_after(200))
    assert call.heard[:3] == (HELLO, KEYS, CONNECTING)
    assert call.conversation.of(Enqueued)[0].priority == CLAIMS.priority + 1

    phone.table.recovers()
    phone.table.between = lambda _: None
    assert kept(phone) == before
    call.passes(400)
    assert kept(phone).state is State.REACHED


@pytest.mark.parametrize("breaks", [the_table_is_down, the_table_cannot_be_written])
def test_nobody_is_told_of_a_cancellation_that_is_not_written(breaks: Callable[[PhoneUnderTest], None]) -> None:
    phone = desk()
    calling(phone)
    breaks(phone)

    assert rings(phone, "2").heard == (HELLO, KEYS, "Goodbye.")


@pytest.mark.parametrize(
    ("path", "keys", "heard"),
    [("", "", b"press 1"), ("/key", "1", b"<Enqueue"), ("/key", "2", b"Goodbye"), ("/ended", "", b"<Response />")],
)
def test_a_webhook_that_breaks_itself_still_serves_the_person(
    path: str, keys: str, heard: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = desk()
    calling(phone)
    for name in ("of_person", "change"):
        monkeypatch.setattr(f"ivr.voice.callback.kept.{name}", lambda *_: 1 / 0)

    answer = phone.caller().asks(f"{HOST}/callback/claims/en{path}", form=FORM | {"Digits": keys})

    assert answer.status == 200
    assert heard in answer.body


@pytest.mark.parametrize("path", ["", "/key", "/ended"])
def test_a_forged_webhook_changes_nothing(path: str) -> None:
    phone = desk()
    before = calling(phone)

    for status in ("failed", "completed"):
        form = FORM | {"Digits": "2", "CallStatus": status}
        assert phone.caller(signer=Unsigned()).asks(f"{HOST}/callback/claims/en{path}", form=form).status == 403

    assert kept(phone) == before


def test_a_repeated_webhook_changes_nothing_more() -> None:
    phone = desk()
    calling(phone)
    url = f"{HOST}/callback/claims/en/key"
    answers = {phone.caller().asks(url, form=FORM | {"Digits": "1"}).body for _ in range(2)}
    first = kept(phone)
    phone.now += 100

    phone.caller().asks(url, form=FORM | {"Digits": "1"})
    phone.caller().asks(f"{HOST}/callback/claims/en/ended", form=FORM | {"CallStatus": "completed"})

    assert len(answers) == 1
    assert kept(phone) == first


@pytest.mark.parametrize("path", ["", "/key", "/ended"])
def test_a_line_that_does_not_exist_any_more_says_goodbye(path: str) -> None:
    phone = desk()
    phone.lines = (replace(line(), name="other"),)

    answer = phone.caller().asks(f"{HOST}/callback/claims/en{path}", form=FORM | {"Digits": "1"})

    assert answer.status == 200
    assert (b"<Hangup" in answer.body) == (path != "/ended")
