"""What `check` says about the callbacks of a line: countries, caller id, task channel."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from ops.checking import accounts, calling_back
from ops.checking.finding import shown
from simulator.server import serve
from tests.ops.checking.checked_settings import ACCOUNT_SID, PLAN, SALES, settings
from waittimes.settings.line_callback import DIAL, FLEX, CallbackPolicy

pytestmark = pytest.mark.usefixtures("aws_credentials", "nowhere")

NUMBERS = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
TWILIO = {
    f"{NUMBERS}/IncomingPhoneNumbers.json": {"incoming_phone_numbers": [{"phone_number": "+4930555010"}]},
    f"{NUMBERS}/OutgoingCallerIds.json": {"outgoing_caller_ids": [{"phone_number": "+4930555020"}]},
    "/v1/DialingPermissions/Countries/DE": {"iso_code": "DE", "low_risk_numbers_enabled": True},
    "/v1/DialingPermissions/Countries/AT": {"iso_code": "AT", "low_risk_numbers_enabled": False},
    f"/v1/Workspaces/{PLAN.workspace.sid}/TaskChannels": {
        "channels": [{"unique_name": "voice"}, {"unique_name": "callback"}]
    },
}


def told(policy: CallbackPolicy | None, monkeypatch: pytest.MonkeyPatch, twilio: dict[str, Any] = TWILIO) -> list[str]:
    """Return what is said of a line with this policy, by an account whose Twilio gives these answers."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = twilio.get(environ["PATH_INFO"])
        start_response("200 OK" if answer else "404 Not Found", [("Content-Type", "application/json")])
        return [json.dumps(answer or {}).encode()]

    with serve(app) as url:
        monkeypatch.setattr("ops.checking.twilio_rest.TWILIO_API", url)
        monkeypatch.setattr("ops.checking.twilio_rest.TWILIO_VOICE_API", url)
        config = settings(url)
        checked = accounts.CheckedAccount(config.accounts[0], config.taskrouter_url, "in eu-west-1")
        line = replace(config.lines[0], callback=policy)
        return [shown(each) for each in calling_back.findings(checked, [line])]


def test_a_line_that_calls_nobody_back_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(None, monkeypatch, {}) == []


def test_a_line_that_has_all_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = CallbackPolicy(FLEX, countries=("DE",), caller_id="+4930555020", task_channel="callback")

    assert told(policy, monkeypatch) == [
        "ok   line default: the account may call numbers of DE",
        "ok   line default: caller_id +4930555020 is a number of the account",
        "ok   line default: its workspace has the task channel callback",
    ]


def test_what_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = CallbackPolicy(FLEX, countries=("AT",), caller_id="+4930555030", task_channel="callbacks")

    assert told(policy, monkeypatch) == [
        (
            "DO   line default: the account may not call numbers of AT: allow the country in the console, Voice,"
            " Geographic permissions; until then its callbacks fail"
        ),
        (
            "DO   line default: caller_id +4930555030 is not a number of the account: buy or verify it in the console,"
            " or correct caller_id; until then nobody is called"
        ),
        (
            "DO   line default: its workspace has no task channel callbacks: create it in the console, or set"
            " task_channel to one of callback, voice"
        ),
    ]


def test_a_workflow_that_sets_the_priority_stands_in_the_way_of_dialling(monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.dumps(where_everybody_has_priority(5))

    (problem,) = told(CallbackPolicy(DIAL), monkeypatch, TWILIO | workflow(document))

    assert problem == (
        "DO   line default: nobody can be put at the head of its task queue, because the default filter of the workflow"
        ' gives every task priority 5: remove that priority from the workflow, or set style = "flex"; until then no'
        " callback is offered"
    )


def where_everybody_has_priority(priority: int) -> dict[str, Any]:
    target = {"queue": SALES.sid, "priority": priority}
    return {"task_routing": {"filters": [], "default_filter": target}}


def workflow(document: str) -> dict[str, Any]:
    path = f"/v1/Workspaces/{PLAN.workspace.sid}/Workflows/{PLAN.workflows[0].sid}"
    return {path: {"friendly_name": "Phone", "configuration": document}}


def test_a_number_of_the_account_needs_no_verification(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = TWILIO | workflow(PLAN.workflows[0].configuration)

    assert told(CallbackPolicy(DIAL, caller_id="+4930555010"), monkeypatch, answers) == [
        "ok   line default: caller_id +4930555010 is a number of the account",
        "ok   line default: whoever is called back can be put at the head of its task queue",
    ]


@pytest.mark.parametrize("answer", [None, {"channels": None}, {"channels": [{}]}])
def test_what_twilio_does_not_tell_is_a_note(answer: dict[str, Any] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/v1/Workspaces/{PLAN.workspace.sid}/TaskChannels"

    (note,) = told(CallbackPolicy(FLEX), monkeypatch, {path: answer})

    assert note.startswith("note line default: what its callbacks need could not be read at Twilio (")
