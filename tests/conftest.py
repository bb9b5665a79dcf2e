"""Fixtures that the tests of every room share."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

from waittimes.logs import ROOT

settings.register_profile("unhurried", deadline=None)
settings.register_profile("few", deadline=None, max_examples=10)
"""The profile of `make test-fast`, which --hypothesis-profile chooses."""
settings.load_profile("unhurried")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not checked because this machine lacks something: a green run would hide it."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {report.longrepr[-1].removeprefix("Skipped: ") for report in skipped}
    for reason in sorted(each for each in reasons if each.startswith("NOT CHECKED: ")):
        terminalreporter.write_line(reason, yellow=True)


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what moto needs: invalid credentials and a region, with no real AWS in reach."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Restore the configuration of logs after each test: importing an entry point changes it."""
    logger = logging.getLogger(ROOT)
    level, propagate, handlers = logger.level, logger.propagate, logger.handlers[:]
    yield
    logger.setLevel(level)
    logger.propagate, logger.handlers[:] = propagate, handlers
