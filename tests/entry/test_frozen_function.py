"""SnapStart: a process that was frozen after its INIT for two hours answers its first call right."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from simulator.caller.phone.signing import Token
from simulator.server import serve
from tests import addresses
from tests.entry.aging_aws import CREDENTIALS, AgingAws
from tests.entry.deployed_function import PLAN, SALES, Lambda, document, posted
from tests.lambda_container import Container
from waittimes import aws, cache
from waittimes.table import DynamoTable
from waittimes.wait import Basis, Estimate, Wait

pytestmark = pytest.mark.slow

TWO_HOURS = 7200
PARAMETER = "/taskrouter-wait-times/auth-token"
BEFORE, AFTER = "token-before-the-freeze", "token-after-the-freeze"
SECONDS_HEARD = 1500
"""A wait that is said as about 25 minutes."""


@dataclass(frozen=True, slots=True)
class Freezer:
    """Starts the function under SnapStart, and lets time pass."""

    function: Lambda
    aws: AgingAws

    def starts(self, **variables: str) -> AbstractContextManager[Container]:
        given: AbstractContextManager[Container] = self.function.deployed(
            handler="tests.entry.frozen_function.handle", **variables
        )
        return given

    def continues_later(self, there: Container) -> None:
        """Change the token and the wait while the function is frozen, and let it continue after two hours."""
        there.invoke({})
        store_token(AFTER)
        self.aws.now += TWO_HOURS
        store_wait(self.aws.now)
        there.invoke({"frozen_for_seconds": TWO_HOURS})


@pytest.fixture
def freezer(function: Lambda) -> Iterator[Freezer]:
    """Yield the function, its AWS access and its auth token as SnapStart requires them: behind a container's URL."""
    store_token(BEFORE)
    keeping_time = AgingAws(function.environ["AWS_ENDPOINT_URL"], time.time())
    with serve(keeping_time) as url:
        environ = {name: value for name, value in function.environ.items() if not name.startswith("AWS_")}
        environ |= {
            "AWS_ENDPOINT_URL": url,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": url + CREDENTIALS,
            "AWS_DEFAULT_REGION": function.environ["AWS_DEFAULT_REGION"],
            "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
            "TWILIO_AUTH_TOKEN": f"ssm:{PARAMETER}",
        }
        yield Freezer(Lambda(environ, function.folder), keeping_time)


def store_token(token: str) -> None:
    ssm = aws.client("ssm", connect_seconds=1, read_seconds=5, attempts=1)
    ssm.put_parameter(Name=PARAMETER, Value=token, Type="SecureString", Overwrite=True)


def store_wait(now: float) -> None:
    client = aws.client("dynamodb", connect_seconds=1, read_seconds=5, attempts=1)
    wait = Wait(
        queue_sid=SALES.sid,
        queue_name="Sales",
        measured_at=now,
        basis=Basis.HISTORY,
        estimate=Estimate(SECONDS_HEARD, None, None),
        answered=21,
        pending=3,
    )
    measurement = cache.Measurement(PLAN.workspace.sid, (wait,), frozenset({SALES.sid}), now)
    assert cache.refresh(DynamoTable(client, "waits-of-a-deployment"), measurement, now=now) == {}


def test_a_function_frozen_for_two_hours_tells_its_first_caller_the_wait_of_now(freezer: Freezer) -> None:
    with freezer.starts() as there:
        freezer.continues_later(there)
        answer = document(posted(there, addresses.HTTP_API, signer=Token(AFTER)))

    assert "25 minutes" in " ".join(sentence.text or "" for sentence in answer.iter("Say"))
    assert answer.find("Enqueue") is not None
    assert freezer.aws.refusals == []


def test_a_token_that_was_replaced_while_the_function_was_frozen_opens_nothing(freezer: Freezer) -> None:
    with freezer.starts() as there:
        freezer.continues_later(there)

        assert posted(there, addresses.HTTP_API, signer=Token(BEFORE))["statusCode"] == 403


def test_nothing_is_asked_of_aws_before_the_freeze_and_the_token_is_read_before_the_first_call(
    freezer: Freezer,
) -> None:
    with freezer.starts() as there:
        there.invoke({})
        assert freezer.aws.asked.actions == set()

        freezer.continues_later(there)
        assert freezer.aws.asked.actions == {"ssm:GetParameter"}


def test_without_snapstart_the_token_is_read_at_once(freezer: Freezer) -> None:
    with freezer.starts(AWS_LAMBDA_INITIALIZATION_TYPE="on-demand") as there:
        there.invoke({})

        assert freezer.aws.asked.actions == {"ssm:GetParameter"}
