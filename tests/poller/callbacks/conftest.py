"""Lines of both styles."""

import pytest

from tests.poller.callbacks.called_back import BY_DIAL, BY_FLEX, CalledBack, receiving
from waittimes import metrics


@pytest.fixture(autouse=True)
def unmetered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write no metrics, unless a test receives them."""
    monkeypatch.setattr(metrics, "emit", lambda _values, _dimensions: None)


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
