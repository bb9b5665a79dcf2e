"""Twilio's APIs, of which the tests see every request."""

from collections.abc import Iterator

import pytest

from simulator.server import serve
from tests.poller.taskrouter.recorded_requests import Recorded


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    found = Recorded()
    with serve(found) as url:
        found.url = url
        yield found
