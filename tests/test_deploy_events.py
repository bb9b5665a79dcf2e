"""The deployed function and the events that AWS sends it: calls at every address, and the schedule."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin
from xml.etree import ElementTree as ET

import pytest

from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.caller.phone.signing import Signer, Token, Unsigned
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests import addresses
from tests.addresses import Address
from tests.lambda_container import Container, container
from tests.zappa_stage import settings_module
from waittimes import aws

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PLAN = example_plan()
SALES = next(queue for queue in PLAN.task_queues if queue.friendly_name == "Sales")
WORKFLOW = PLAN.workflows[0]
ACCOUNT_SID, TOKEN = "AC" + "1" * 32, "token-nobody-may-see"
CALLER = "+15550177777"
FORM = {
    "AccountSid": ACCOUNT_SID,
    "CallSid": "CA" + "9" * 32,
    "CallStatus": "ringing",
    "Direction": "inbound",
    "From": CALLER,
    "FromCity": "",
    "CallerName": "SÃO TOMÉ & SÖHNE",
    "CallToken": "a+b/c=",
    "To": "+15550100001",
}
"""Twilio's fields of a call: one is blank, and one needs every kind of encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A deployment's two settings, and the addresses at which its calls arrive."""

    base_path: str = ""
    public_url: str = ""
    called_at: tuple[Address, ...]


DEPLOYMENTS = {
    "nothing is set": Deployment(
        called_at=(
            addresses.REST_API,
            addresses.REST_API_DOMAIN,
            addresses.HTTP_API_STAGE,
            addresses.HTTP_API,
            addresses.HTTP_API_DOMAIN,
            addresses.A_FUNCTION_URL,
        )
    ),
    "base_path": Deployment(base_path="v1", called_at=(addresses.REST_API_BASE_PATH, addresses.HTTP_API_BASE_PATH)),
    "PUBLIC_URL with a stage": Deployment(
        public_url=addresses.REST_API.called, called_at=(addresses.REST_API, addresses.HTTP_API_STAGE)
    ),
    "PUBLIC_URL of a bare domain": Deployment(
        public_url=addresses.REST_API_DOMAIN.called,
        called_at=(addresses.REST_API_DOMAIN, addresses.HTTP_API_DOMAIN),
    ),
    "PUBLIC_URL with a base path that Zappa was not told": Deployment(
        public_url=addresses.REST_API_BASE_PATH.called, called_at=(addresses.REST_API_BASE_PATH,)
    ),
    "PUBLIC_URL of a domain that is mapped to no stage": Deployment(
        public_url=addresses.REST_API_UNMAPPED.called, called_at=(addresses.REST_API_UNMAPPED,)
    ),
    "PUBLIC_URL of a domain": Deployment(
        public_url=addresses.CLOUDFRONT.called, called_at=(addresses.HTTP_API_BASE_PATH, addresses.CLOUDFRONT)
    ),
    "base_path and PUBLIC_URL": Deployment(
        base_path="v1",
        public_url=addresses.CLOUDFRONT.called,
        called_at=(addresses.REST_API_BASE_PATH, addresses.HTTP_API_BASE_PATH, addresses.CLOUDFRONT),
    ),
}


@pytest.fixture(scope="module")
def aws_environment() -> Iterator[dict[str, str]]:
    """Yield the environment variables for a fake AWS on this machine in which the table exists."""
    with embedded_aws() as endpoint, pytest.MonkeyPatch.context() as monkeypatch:
        environ = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "TABLE": "waits-of-a-deployment",
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        client = aws.client("dynamodb", connect_seconds=1, read_seconds=5, attempts=1)
        create(client, environ["TABLE"], lambda _: None)
        yield environ


@dataclass(frozen=True, slots=True)
class Lambda:
    """Starts containers of the function with `environ`, in `folder`."""

    environ: dict[str, str]
    folder: Path

    def deployed(self, *, base_path: str = "", handler: str = "entry.function.handle", **variables: str) -> Any:
        """Return a context manager for a container deployed with these settings."""
        (self.folder / "zappa_settings.py").write_text(settings_module(self.folder, "production", base_path=base_path))
        given = {name: value for name, value in variables.items() if value}
        return container([self.folder, ROOT], self.environ | given, self.folder / "log", handler=handler)


@pytest.fixture
def function(aws_environment: dict[str, str], tmp_path: Path) -> Lambda:
    twilio = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": WORKFLOW.sid,
        "TASK_QUEUE_SID": SALES.sid,
    }
    return Lambda(aws_environment | twilio, tmp_path)


def posted(
    there: Container, address: Address, route: str = "/voice", *, signer: Signer | None = None, **changed: str
) -> Any:
    """Return the answer to a signed form. `changed` replaces fields after signing."""
    headers = (signer or Token(TOKEN)).headers(address.called + route, FORM.items())
    return there.invoke(address.request(route, FORM | changed, headers))


def document(answer: Any) -> ET.Element:
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "text/xml; charset=utf-8"
    assert not answer.get("isBase64Encoded")
    return ET.fromstring(answer["body"])  # noqa: S314 - our own answer


def following(document: ET.Element, address: Address) -> str:
    """Return the route of the hold loop, which must lie below the called address."""
    (enqueue,) = document.iter("Enqueue")
    assert enqueue.get("workflowSid") == WORKFLOW.sid
    urls = [urljoin(f"{address.called}/voice", enqueue.get(name, "")) for name in ("waitUrl", "action")]
    assert [url.startswith(f"{address.called}/voice/default/en/") for url in urls] == [True, True], urls
    return urls[0].removeprefix(address.called)


@pytest.mark.parametrize("deployment", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_under_every_address_a_signed_call_is_answered_and_no_other(function: Lambda, deployment: Deployment) -> None:
    with function.deployed(base_path=deployment.base_path, PUBLIC_URL=deployment.public_url) as there:
        for address in deployment.called_at:
            joined = document(posted(there, address))
            waiting = document(posted(there, address, following(joined, address)))

            assert waiting.find("Redirect") is not None
            assert posted(there, address, signer=Token("token-of-somebody-else"))["statusCode"] == 403
            assert posted(there, address, signer=Unsigned())["statusCode"] == 403
            assert posted(there, address, To="+15550100002")["statusCode"] == 403

        assert_discreet(there)


def assert_discreet(there: Container) -> None:
    """Assert that the container's log holds neither secrets nor phone numbers."""
    logged = there.logged()
    assert "call.announced" in logged
    assert TOKEN not in logged
    assert not re.search(r"5550[01]\d{5}", logged)


def test_a_domains_deployment_still_answers_under_the_gateways_own_address(function: Lambda) -> None:
    with function.deployed(base_path="v1") as there:
        assert posted(there, addresses.REST_API)["statusCode"] == 200


@pytest.mark.parametrize("address", [addresses.REST_API, addresses.HTTP_API], ids=["REST API", "HTTP API"])
def test_a_number_that_asks_with_get_is_answered_and_its_query_is_not_logged(
    function: Lambda, address: Address
) -> None:
    query = urlencode(FORM, quote_via=quote)
    headers = Token(TOKEN).headers(f"{address.called}/voice?{query}", ())

    with function.deployed() as there:
        joined = document(there.invoke(address.question("/voice", query, headers)))

        assert following(joined, address)
        assert_discreet(there)


@pytest.mark.parametrize("address", [addresses.REST_API, addresses.HTTP_API], ids=["REST API", "HTTP API"])
def test_after_a_deployment_anybody_may_ask_whether_the_phone_answers(function: Lambda, address: Address) -> None:
    with function.deployed() as there:
        answer = there.invoke(address.question("/health", "", {}))

    assert (answer["statusCode"], answer["body"].split()) == (200, ['{"status":"ok"}'])


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
