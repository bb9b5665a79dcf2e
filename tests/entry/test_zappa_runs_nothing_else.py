"""Zappa's own handler behind the dispatch: no event runs anything but the phone and the poller."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entry.dispatch import Dispatch, EventRefused
from tests import addresses
from tests.entry import canary
from tests.zappa_stage import settings_module

CANARY = "tests.entry.canary.run"
RUNS_THE_CANARY = "from tests.entry import canary; canary.run('exec')"
RULE = f"arn:aws:events:eu-west-1:123456789012:rule/x-{CANARY}"
Answerer = Callable[[Any, Any], Any]


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """Yield Zappa's handler in front of an app that answers 200; its settings map every kind of event to the canary."""
    from zappa.handler import LambdaHandler

    folder = tmp_path_factory.mktemp("function")
    generous = f"""
AUTHORIZER_FUNCTION = {CANARY!r}
AWS_EVENT_MAPPING = {{"arn:aws:sqs:x": [{CANARY!r}]}}
AWS_BOT_EVENT_MAPPING = {{"x:y": {CANARY!r}}}
COGNITO_TRIGGER_MAPPING = {{"PreSignUp_SignUp": {CANARY!r}}}
APP_MODULE, APP_FUNCTION = "an_app", "app"
"""
    (folder / "settings_of_the_canary.py").write_text(settings_module(folder, "production") + generous)
    (folder / "an_app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        for name in ("SERVERTYPE", "FRAMEWORK", "PROJECT", "STAGE"):
            patch.setenv(name, "as Zappa's handler sets it once")
        handler = object.__new__(LambdaHandler)
        handler.__init__("settings_of_the_canary")  # as entry.function does
        importlib.import_module("an_app").app.route("/voice", methods=["GET", "POST"])(lambda: "phone answers")
        yield handler.handler
    for name in ("settings_of_the_canary", "an_app"):
        sys.modules.pop(name, None)


def sent(phone: Answerer, event: Any) -> Any:
    """Return the answer to the event, or None if it was refused. Asserts that nothing else happened."""
    polls: list[Any] = []
    environ = dict(os.environ)
    canary.runs.clear()

    def poll(event: Any, _context: Any) -> str:
        polls.append(event)
        return "polled"

    dispatch = Dispatch(lambda: phone, lambda: poll)

    try:
        answer = dispatch(event, None)
    except EventRefused:
        answer = None

    assert canary.runs == []
    assert dict(os.environ) == environ
    assert polls == ([event] if answer == "polled" else [])
    return answer


ATTACKS: dict[str, dict[str, Any]] = {
    "a rule for another function": {"detail-type": "Scheduled Event", "resources": [RULE]},
    "a command": {"command": CANARY},
    "code": {"raw_command": RUNS_THE_CANARY},
    "a management command": {"manage": "shell"},
    "a notification with a command": {"Records": [{"Sns": {"Message": json.dumps({"command": CANARY})}}]},
    "a bucket's configuration": {"Records": [{"s3": {"configurationId": f"x:{CANARY}"}}]},
    "a queue": {"Records": [{"eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:x"}]},
    "an asynchronous task": {
        "command": "zappa.asynchronous.route_lambda_task",
        "task_path": CANARY,
        "args": [],
        "kwargs": {},
    },
    "a task by a rule": {
        "detail-type": "Scheduled Event",
        "resources": ["x-zappa.asynchronous.route_lambda_task"],
        "task_path": CANARY,
        "args": [],
        "kwargs": {},
    },
    "a bot": {"bot": {"name": "x"}, "currentIntent": {"name": "x"}, "invocationSource": "y"},
    "an authorizer": {"type": "TOKEN", "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:a/b/GET/"},
    "a user pool": {"triggerSource": "PreSignUp_SignUp"},
    "a log": {"awslogs": {"data": "H4sI"}},
    "a web socket": {"requestContext": {"eventType": "CONNECT", "domainName": "x", "routeKey": "$connect"}},
    "stage variables": {"stageVariables": {"TASKROUTER_URL": "https://taskrouter.example.org"}},
}
DISGUISES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "as a call without a method": {"httpMethod": "", "path": ""},
    "as a call whose method is null": {"httpMethod": None, "path": "/voice"},
    "as a call whose method is no text": {"httpMethod": {"x": 1}, "path": "/voice"},
    "as a call of another version": {"version": "3.0", "rawPath": "/voice"},
    "as a call without a context": {"version": "2.0", "rawPath": "/voice"},
    "as a REST API's call": addresses.recorded("rest_api"),
    "as an HTTP API's call": addresses.recorded("http_api"),
    "as the schedule": addresses.recorded("schedule"),
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_event_makes_zappa_run_a_function_it_names(
    phone: Answerer, attack: dict[str, Any], disguise: dict[str, Any]
) -> None:
    sent(phone, disguise | attack)
    sent(phone, attack | disguise)


REACHES_THE_CANARY = [
    name
    for name, attack in ATTACKS.items()
    if not {"manage", "awslogs", "requestContext", "stageVariables", "task_path"} & attack.keys()
]
"""The others run a function of Zappa's own, or change the environment."""


@pytest.mark.parametrize("attack", [ATTACKS[name] for name in REACHES_THE_CANARY], ids=REACHES_THE_CANARY)
def test_each_attack_succeeds_against_zappas_handler_alone(phone: Answerer, attack: dict[str, Any]) -> None:
    """Without this, the other tests of this module would prove nothing."""
    canary.runs.clear()

    phone(attack, None)

    assert canary.runs


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "x", "POST", "GET", "/voice", "2.0", "1.0", "Scheduled Event", "TOKEN", CANARY, RULE])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = sorted(
    {name for each in [*ATTACKS.values(), *DISGUISES.values()] for name in each}
    | {"cookies", "rawQueryString", "multiValueQueryStringParameters", "/bin/sh", "-c"}
)
overlaid = st.dictionaries(st.sampled_from(MEMBERS), anything, max_size=4)


@settings(max_examples=300)
@given(
    base=st.sampled_from([*DISGUISES.values()]),
    attack=st.sampled_from([{}, *ATTACKS.values()]),
    changed=overlaid,
    dropped=st.sets(st.sampled_from(MEMBERS), max_size=3),
)
def test_whatever_is_sent_only_the_phone_and_the_poller_run_and_zappas_error_page_is_never_the_answer(
    phone: Answerer, base: dict[str, Any], attack: dict[str, Any], changed: dict[str, Any], dropped: set[str]
) -> None:
    event = {name: value for name, value in (base | attack | changed).items() if name not in dropped}

    answer = sent(phone, event)

    assert answer is None or answer == "polled" or answer["statusCode"] in {200, 400, 404, 405}, answer


@settings(max_examples=300)
@given(kind=st.sampled_from(["rest_api", "http_api"]), data=st.data())
def test_a_member_of_any_shape_anywhere_in_a_call_never_makes_zappas_error_page(
    phone: Answerer, kind: str, data: st.DataObject
) -> None:
    event = addresses.recorded(kind)
    inside = event
    while True:
        name = data.draw(st.sampled_from(sorted(inside)))
        if not isinstance(inside[name], dict) or not inside[name] or data.draw(st.booleans()):
            break
        inside = inside[name]
    inside[name] = data.draw(anything)

    answer = sent(phone, event)

    assert answer is None or answer["statusCode"] in {200, 400, 404, 405}, (name, answer)
