"""What the poller's tests share."""

import logging
from collections.abc import Iterator

import pytest

from simulator.server import serve
from tests.poller.stand_in import StandIn
from tests.poller.two_accounts import TwoAccounts
from waittimes import logs


@pytest.fixture(autouse=True)
def fresh_logs() -> Iterator[None]:
    """Let every test find our loggers as a new process does, even if an earlier test configured them."""
    logger = logging.getLogger(logs.ROOT)
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers, logger.propagate = [], True
    logger.setLevel(logging.NOTSET)
    yield
    logger.handlers, logger.propagate = before[0], before[1]
    logger.setLevel(before[2])


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach servers on this machine directly, even if there is a proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def two_accounts() -> TwoAccounts:
    return TwoAccounts()


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    stand_in = StandIn()
    with serve(stand_in) as url:
        stand_in.url = url
        yield stand_in
