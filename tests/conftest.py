"""What every room's tests share."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from waittimes.logs import ROOT

settings.register_profile("unhurried", deadline=None)
settings.register_profile("few", deadline=None, max_examples=10)
"""For `make test-fast`: chosen by --hypothesis-profile."""
settings.load_profile("unhurried")


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what moto wants: credentials that open nothing, a region, and no other AWS in reach."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Whoever configures logs in a test, as the doors do, leaves them for the next as they were."""
    logger = logging.getLogger(ROOT)
    level, propagate, handlers = logger.level, logger.propagate, logger.handlers[:]
    yield
    logger.setLevel(level)
    logger.propagate, logger.handlers[:] = propagate, handlers
