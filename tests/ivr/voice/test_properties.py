"""Properties of whole calls: what callers hear on hold while the queue changes, and the URLs that carry the state."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import responses
from ivr.announcing import languages
from ivr.phone import Phone
from ivr.switch import Switch
from ivr.voice import call_state
from ivr.voice.call_state import CallState
from simulator.caller.twiml.document import parsed
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.states import states
from waittimes.cache import WaitReader
from waittimes.settings.config import Config
from waittimes.wait import Basis

FRESH_SECONDS = CLAIMS.policy.fresh_seconds

NUMBERS = [Basis.LINE, Basis.HISTORY]
records = st.tuples(st.integers(30, 1500), st.sampled_from([*NUMBERS, *NUMBERS, *Basis]))
announced = st.tuples(st.integers(300, 2600), st.sampled_from(NUMBERS))
steps = st.lists(st.tuples(st.integers(45, 120), st.none() | records), min_size=4, max_size=15)


def answer(phone: PhoneUnderTest, url: str, waited_seconds: int) -> tuple[list[str], str]:
    """Return what a webhook of the call says, and the URL that Twilio asks next."""
    body = phone.caller().asks(url, form={"QueueTime": str(waited_seconds)}).body
    document = parsed(body)
    enqueue = document.find("Enqueue")
    next_url = document.findtext("Redirect") if enqueue is None else enqueue.get("waitUrl")
    return [each.text or "" for each in document.iter("Say")], next_url or ""


def figure(sentence: str) -> int | None:
    """Return the upper figure of a sentence; None if it has none."""
    if "less than a minute" in sentence:
        return 1
    found = [int(each) for each in re.findall(r"\d+", sentence)]
    return None if not found or "more than" in sentence else found[-1]


@settings(max_examples=60, deadline=None)
@given(announced, steps)
def test_on_hold_a_figure_never_climbs_and_never_comes_from_a_stale_record(
    first: tuple[int, Basis], changes: list[tuple[int, tuple[int, Basis] | None]]
) -> None:
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, *first)
    began, measured_at, basis = phone.now, phone.now - 8, first[1]
    (_, announcement), url = answer(phone, f"{HOST}/voice/claims", 0)
    last = figure(announcement)
    for seconds, record in changes:
        phone.now += seconds
        if record is not None:
            phone.knows(CLAIMS, *record, age=0)
            measured_at, basis = phone.now, record[1]

        sentences, url = answer(phone, url, int(phone.now - began))

        for spoken in filter(None, map(figure, sentences)):
            assert last is not None
            assert spoken < last
            assert phone.now - measured_at <= FRESH_SECONDS
            assert basis in NUMBERS
            last = spoken


names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)
TABLE = MemoryTable()
CONFIG = Config(accounts=(), lines=())
WITHOUT_URL = Phone(CONFIG, WaitReader(TABLE), Switch(), languages.load(), float, TABLE)
APP = PhoneUnderTest(public_url="").app()


@given(st.sampled_from(["voice.hold", "voice.left"]), names, st.sampled_from(sorted(languages.load())), states)
def test_every_url_of_a_call_leads_back_to_its_webhook_line_language_and_state(
    endpoint: str, line_name: str, language: str, state: CallState
) -> None:
    values = {"line_name": line_name, "language": language, "state": call_state.write(state)}

    with APP.test_request_context("/voice", environ_overrides={"SCRIPT_NAME": "/production"}):
        url = responses.url_of(WITHOUT_URL, endpoint, **values)

    assert url.startswith("/production/voice/")
    assert APP.url_map.bind("").match(url.removeprefix("/production"), method="POST") == (endpoint, values)
    assert call_state.read(values["state"]) == state
