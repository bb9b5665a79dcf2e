"""Outbound calls through Twilio's own package: ordered, followed, listed, ended, and what Twilio refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from simulator.phones.phone import Answer, Phone
from tests.simulator.api.voice.shapes import CALL, URI, faults, list_of
from tests.simulator.api.voice.stand_in_voice import OTHER, OTHER_TOKEN, Voice, voice
from tests.simulator.telephony.outbound_calls import ACCOUNT, NOW, OURS, THEIRS, TOKEN, URL, dialling

ORDER = {"To": THEIRS, "From": OURS, "Url": URL}


def test_a_call_is_ordered_and_followed_to_its_end(twilio: Voice) -> None:
    call = twilio.orders(timeout=25)
    assert (twilio.status(call.sid), call.to, call.direction) == ("queued", THEIRS, "outbound-api")
    assert (call.start_time, call.queue_time) == (None, "0")
    twilio.at(1)
    assert twilio.status(call.sid) == "ringing"
    ended = twilio.at(60).client.calls(call.sid).fetch()

    assert (twilio.status(call.sid), ended.duration) == ("completed", "2")
    assert ended.start_time == datetime.fromtimestamp(NOW, UTC)
    assert ended.end_time == datetime.fromtimestamp(NOW + 10, UTC)


def test_the_second_call_within_a_second_is_queued(twilio: Voice) -> None:
    calls = [twilio.orders(to=f"+1555010095{digit}") for digit in range(2)]

    assert [call.queue_time for call in calls] == ["0", "1000"]


def test_every_resource_has_the_fields_of_twilios_document_at_every_moment(twilio: Voice) -> None:
    sid = twilio.orders().sid
    for seconds in (0, 1, 9, 60):
        assert faults(twilio.at(seconds).gets(f"/Calls/{sid}.json").json(), CALL) == []
    page = twilio.gets("/Calls.json?PageSize=1").json()
    assert faults(page, list_of("calls", URI + r"/Calls\.json\?.*")) == []
    assert faults(page["calls"][0], CALL) == []
    changed = {**page["calls"][0], "status": "lost", "mood": 1, "duration": 7}
    assert set(faults(changed, CALL)) == {"has mood", "duration: 7", "status: 'lost'"}


def test_calls_are_listed_newest_first_by_number_status_and_start(twilio: Voice) -> None:
    first = twilio.orders()
    twilio.at(120)
    second, third = twilio.orders(), twilio.orders(to="+4930123456")
    start = datetime.fromtimestamp(NOW + 60, UTC)

    def listed(**filters: Any) -> list[str | None]:
        return [call.sid for call in twilio.client.calls.list(**filters)]

    assert listed() == [third.sid, second.sid, first.sid]
    assert listed(to=THEIRS) == [second.sid, first.sid]
    assert listed(to=THEIRS, start_time_after=start) == [second.sid]
    assert listed(start_time_before=start) == [first.sid]
    assert listed(status="completed") == [first.sid]
    assert listed(status="queued", from_=OURS) == [third.sid, second.sid]
    assert listed(start_time=start - timedelta(days=1)) == []
    assert listed(start_time=start) == listed()
    assert listed(start_time_after=datetime(2026, 9, 21, tzinfo=UTC).date(), page_size=1) == listed()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"To": "15550100813"}, 21211),
        ({"To": "+0123456"}, 21211),
        ({"To": "sip:desk@example.com"}, 21211),
        ({"To": OURS}, 21211),
        ({"To": "+4420"}, 21211),
        ({"To": "+442071838750"}, 21215),
        ({"From": ""}, 21213),
        ({"From": "anonymous"}, 21212),
        ({"From": THEIRS, "To": OURS}, 21210),
        ({"Url": ""}, 21205),
        ({"Url": "/voice"}, 21205),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "soon"}, 21208),
        ({"Method": "PUT"}, 21209),
        ({"StatusCallback": "nowhere"}, 21609),
        ({"StatusCallbackEvent": "answered completed"}, 21626),
        ({"MachineDetection": "Enable"}, 20001),
    ],
)
def test_an_order_that_twilio_refuses_has_twilios_code_and_dials_nobody(
    twilio: Voice, change: dict[str, str], code: int
) -> None:
    refused = twilio.posts("/Calls.json", ORDER | change)

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert twilio.client.calls.list() == []


def test_a_number_that_only_looks_right_fails_after_it_was_dialled() -> None:
    with voice(dialling(Phone(answer=Answer.WRONG_NUMBER))) as twilio:
        call = twilio.orders()
        assert twilio.at(10).status(call.sid) == "failed"


def test_a_call_is_canceled_while_it_rings_and_cannot_be_canceled_twice(twilio: Voice) -> None:
    call = twilio.orders()
    twilio.at(1)

    assert str(call.update(status="canceled").status) == "canceled"
    with pytest.raises(TwilioRestException) as refused:
        call.update(status="canceled")
    assert (refused.value.status, refused.value.code) == (400, 21220)
    assert twilio.at(60).status(call.sid) == "canceled"


def test_only_the_account_itself_sees_its_calls(twilio: Voice) -> None:
    call = twilio.orders()
    own = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Calls/{call.sid}.json"
    others = f"{twilio.url}/2010-04-01/Accounts/{OTHER}/Calls/{call.sid}.json"

    assert requests.get(own, auth=(ACCOUNT, TOKEN), timeout=5).status_code == 200
    assert requests.get(own, auth=(OTHER, OTHER_TOKEN), timeout=5).status_code == 404
    assert requests.get(others, auth=(OTHER, OTHER_TOKEN), timeout=5).status_code == 404
    assert requests.get(own, auth=(ACCOUNT, "wrong"), timeout=5).status_code == 401


def test_the_list_is_paged_by_relative_addresses(twilio: Voice) -> None:
    calls = [twilio.orders(to=f"+1555010096{digit}") for digit in range(5)]

    found = twilio.client.calls.list(page_size=2)
    assert [call.sid for call in found] == [call.sid for call in reversed(calls)]
