"""A passing fault of the table costs no caller the number, and one that hangs leaves a bounded number of threads."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from ivr import request_guard
from ivr.app import create_app
from ivr.deadline import MOST_THREADS
from ivr.dynamodb.table import PhoneTable, open_table
from ivr.switch import KEY
from simulator.caller.phone.signing import Token
from tests.fakes.faulty_dynamodb import FaultyDynamoDB, faulty_dynamodb
from tests.fakes.working_threads import working_threads
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, TRAVEL, PhoneUnderTest
from waittimes import cache
from waittimes.settings.config import Config

pytestmark = pytest.mark.slow

CALLS = 20
PAGE = cache.page_key(CLAIMS.workspace_sid, CLAIMS.task_queue_sid)


@dataclass
class Caller:
    """A caller who calls again and again, each time after the phone's memory has become too old."""

    dynamodb: FaultyDynamoDB
    has_own_client: bool
    now: float = NOW
    ask: Callable[[], bytes] = field(init=False)

    def __post_init__(self) -> None:
        environ = dict(os.environ) if self.has_own_client else {}
        table = open_table(environ, "waits")
        assert isinstance(table, PhoneTable) == self.has_own_client
        config = Config(accounts=(TRAVEL,), lines=(CLAIMS,), public_url=HOST)
        client = create_app(config, table, lambda: self.now).test_client()
        headers = Token(TRAVEL.auth_tokens[0].reveal()).headers(f"{HOST}/voice/claims", ())
        self.ask = lambda: client.post("/voice/claims", base_url=HOST, headers=headers).data

    def is_told(self) -> bool:
        """Call, and tell whether the number was announced. The caller is enqueued in any case."""
        self.now = NOW if self.now > NOW + 120 else self.now + 6
        answer = self.ask()
        assert b"<Enqueue" in answer
        return b"5 minutes" in answer

    def connects(self) -> None:
        """Call until the number is announced: threads of an earlier test may still hang."""
        assert any(self.is_told() for _ in range(20))


@pytest.fixture(params=["own client", "botocore"])
def caller(aws_credentials: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Caller]:
    del aws_credentials
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    # How quick the phone is, `make bench-faults` measures; here a busy machine may take its time.
    monkeypatch.setattr(request_guard, "ANSWER_SECONDS", 5.0)
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250)
    with faulty_dynamodb(phone.table.items) as dynamodb:
        monkeypatch.setenv("AWS_ENDPOINT_URL", dynamodb.address)
        yield Caller(dynamodb, request.param == "own client")


@pytest.mark.parametrize("fault", ["reset", "500", "black hole", "cut off", "slow"])
def test_one_request_that_faults_costs_no_caller_the_number(caller: Caller, fault: str) -> None:
    caller.connects()
    told = 0

    for number in range(CALLS):
        caller.dynamodb.faults.extend([""] * (number % 2) + [fault])
        told += caller.is_told()

    assert told >= 0.98 * CALLS


def test_the_page_and_the_switch_are_read_at_the_same_time(caller: Caller) -> None:
    caller.connects()
    caller.dynamodb.always = "slow"
    caller.dynamodb.at_once = caller.dynamodb.most_at_once = 0

    assert caller.is_told()
    assert caller.dynamodb.most_at_once >= 2
    assert {PAGE, KEY} == {*caller.dynamodb.asked}


def test_a_fault_that_stays_is_asked_three_times_and_no_more(caller: Caller) -> None:
    caller.dynamodb.always = "500"

    assert not caller.is_told()
    assert 2 <= caller.dynamodb.asked.count(PAGE) <= 3


def test_a_table_that_refuses_is_asked_once(caller: Caller) -> None:
    caller.dynamodb.always = "refusal"

    assert not caller.is_told()
    assert caller.dynamodb.asked.count(PAGE) == 1


@pytest.mark.parametrize("fault", ["black hole", "drip"])
def test_a_table_that_hangs_leaves_a_bounded_number_of_threads(
    caller: Caller, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_guard, "ANSWER_SECONDS", 0.03)
    caller.dynamodb.always = fault

    before = working_threads()

    assert sum(caller.is_told() for _ in range(100)) == 0
    assert working_threads() - before <= MOST_THREADS
