"""The deployed function and its schedule: it polls, fails aloud, and loads what only polls need when they come."""

import re
import time
from xml.etree import ElementTree as ET

import pytest

from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.caller.phone.signing import Token
from simulator.centre.centre import Centre
from simulator.server import serve
from tests import addresses
from tests.entry.deployed_function import ACCOUNT_SID, FORM, PLAN, TOKEN, Lambda, assert_discreet, document, posted

pytestmark = pytest.mark.slow


def said(document: ET.Element) -> str:
    return " ".join(sentence.text or "" for sentence in document.iter("Say"))


def test_the_schedule_polls_and_the_next_caller_hears_the_wait(function: Lambda) -> None:
    now = time.time()
    centre = Centre(PLAN, seed=11, opened_at=now - 3600)
    centre.advance(now)
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(centre,))

    with serve(create_api([account], lambda: now)) as url, function.deployed(TASKROUTER_URL=url) as there:
        report = there.invoke(addresses.recorded("schedule"))
        # Three callers: on a busy machine, a read may miss the deadline of one of them.
        heard = [said(document(posted(there, addresses.REST_API))) for _ in range(3)]

        assert_discreet(there)
    assert report == {"default": {"listed": 6, "refreshed": 6, "failed": 0}}
    assert re.search(r"\d+ minutes", " ".join(heard))


def test_a_poll_that_fails_is_an_error_that_lambda_sees(function: Lambda) -> None:
    account = accounts.Account(sid=ACCOUNT_SID, auth_token="another-token-than-ours", centres=())

    with serve(create_api([account], time.time)) as url, function.deployed(TASKROUTER_URL=url) as there:
        with pytest.raises(AssertionError, match=r"PollFailed: default: .*HTTP 401"):
            there.invoke(addresses.recorded("schedule"))

        assert there.logged().count("poll.finished") == 1


LOOKS_WHAT_IS_IMPORTED = """
import sys

from entry.function import handle


def watched(event, context):
    if event is not None:
        handle(event, context)
    return sorted(sys.modules)
"""
ONLY_FOR_THE_POLLER = {
    "poller.handler",
    "requests",
    "tenacity",
    "twilio.rest",
    "twilio.http",
}
NEVER_FOR_A_CALL = {"boto3", "s3transfer", "botocore.session", "botocore.client", "urllib3", "multiprocessing.managers"}
ONLY_WITH_OPENING_HOURS = {"waittimes.opening_hours", "zoneinfo", "ivr.announcing.closing", "ivr.announcing.times"}


def test_what_only_the_poller_needs_is_not_imported_before_the_first_poll(function: Lambda) -> None:
    (function.folder / "looking.py").write_text(LOOKS_WHAT_IS_IMPORTED, encoding="utf-8")
    headers = Token(TOKEN).headers(addresses.REST_API.called + "/voice", FORM.items())

    with function.deployed(handler="looking.watched", TASKROUTER_URL="http://127.0.0.1:9") as there:
        loaded = set(there.invoke(None))
        called = set(there.invoke(addresses.REST_API.request("/voice", FORM, headers)))
        with pytest.raises(AssertionError, match="PollFailed"):
            there.invoke(addresses.recorded("schedule"))
        polled = set(there.invoke(None))

    assert {"flask", "zappa.handler", "ivr.voice.routes"} <= loaded, "the phone is built before the first call"
    assert ONLY_FOR_THE_POLLER & called == set()
    assert NEVER_FOR_A_CALL & called == set()
    assert ONLY_WITH_OPENING_HOURS & called == set()
    assert polled >= ONLY_FOR_THE_POLLER
    assert {each for each in called - loaded if each.partition(".")[0] in {"flask", "ivr", "twilio", "zappa"}} == set()
