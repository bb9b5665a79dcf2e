"""Lines of both styles."""

import pytest

from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, CalledBack, receiving


@pytest.fixture
def flex(monkeypatch: pytest.MonkeyPatch) -> CalledBack:
    line = CalledBack(BY_FLEX)
    receiving(monkeypatch, line)
    return line


@pytest.fixture
def dial(monkeypatch: pytest.MonkeyPatch) -> CalledBack:
    line = CalledBack(BY_DIAL)
    receiving(monkeypatch, line)
    return line
