"""What the checks read from Twilio about a line: its phone numbers and its voice queue."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from ops.checking import accounts as checked_accounts
from ops.checking.finding import Finding, shown
from simulator.server import serve
from tests.ops.checking.checked_settings import ACCOUNT_SID, settings
from waittimes.settings.config import Config

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")

PHONE = "https://phone.example.com/production"


def test_voice_queues_and_phone_numbers_are_read_page_by_page_and_from_no_other_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = numbered("+15550100001", "+15550100002", "+15550100003", "+15550100004", "*")
    elsewhere: list[str] = []

    def another_host(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        elsewhere.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"{}"]

    with serve(another_host) as other:
        pages = twilios_pages(config, other)
        with serve(pages) as url:
            monkeypatch.setattr("ops.checking.twilio_rest.TWILIO_API", url)
            told = [shown(each) for each in of_twilio(config)]

    assert elsewhere == []
    sid_of_workflow = config.lines[0].workflow_sid
    assert told == [
        (
            f"note line default: the voice queue of workflow {sid_of_workflow} holds 100 callers; the next one leaves"
            " it at once as queue-full. To raise it, POST MaxSize (at most 5000) to its entry in the list of Queues"
            " (docs/deploy.md)"
        ),
        f"ok   line default: phone number +15550100001 calls {PHONE}/voice#rc=2&rt=4000&rp=all",
        (
            "DO   line default: phone number +15550100002 calls https://demo.example.com/voice, which is not the"
            f" phone: set it to {PHONE}/voice#rc=2&rt=4000&rp=all in the Twilio console"
        ),
        (
            "note line default: phone number +15550100003 has no voice URL of its own (perhaps a TwiML App, a trunk or"
            " a Studio flow)"
        ),
        (
            f"DO   line default: phone number +15550100004 is not a number of account {ACCOUNT_SID}: correct numbers in"
            " the settings"
        ),
        "ok   line default: 1 of the account's 3 phone numbers call the phone",
    ]


def numbered(*numbers: str) -> Config:
    config = settings("http://127.0.0.1:9")
    return replace(config, lines=(replace(config.lines[0], numbers=numbers),))


def of_twilio(config: Config) -> list[Finding]:
    from ops.checking import lines as checked_lines

    checked = checked_accounts.CheckedAccount(config.accounts[0], config.taskrouter_url, "in eu-west-1")
    return [
        *checked_lines.voice_queues(checked, config.lines),
        *checked_lines.phone_numbers(checked, config.lines, PHONE),
    ]


def twilios_pages(config: Config, other: str) -> Any:
    """Return Twilio's lists of numbers and voice queues; the last page of each names its next at another host."""
    below = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
    pages = {
        f"{below}/Queues.json": {
            "queues": [{"friendly_name": "another", "max_size": 7}],
            "next_page_uri": f"{below}/Queues.json?Page=1",
        },
        f"{below}/Queues.json?Page=1": {
            "queues": [{"friendly_name": config.lines[0].workflow_sid, "max_size": 100}],
            "next_page_uri": f"@{other.removeprefix('http://')}{below}/Queues.json",
        },
        f"{below}/IncomingPhoneNumbers.json": {
            "incoming_phone_numbers": [
                {"phone_number": "+15550100001", "voice_url": f"{PHONE}/voice#rc=2&rt=4000&rp=all"},
                {"phone_number": "+15550100002", "voice_url": "https://demo.example.com/voice"},
                {"phone_number": "+15550100003", "voice_url": None},
            ],
            "next_page_uri": other,
        },
    }

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        query = environ["QUERY_STRING"]
        key = environ["PATH_INFO"] + (f"?{query}" if query and "PageSize" not in query else "")
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(pages[key]).encode()]

    return app
