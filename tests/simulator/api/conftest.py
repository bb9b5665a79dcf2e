"""The API to which the tests send requests."""

from collections.abc import Iterator

import pytest

from tests.simulator.api.stand_in_api import (
    Exchange,
    exchange,
)


@pytest.fixture
def api() -> Iterator[Exchange]:
    with exchange() as running:
        yield running
        assert running.oracle.violations == []
