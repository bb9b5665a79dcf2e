"""The API of an account that dials."""

from collections.abc import Iterator

import pytest

from tests.simulator.api.voice.stand_in_voice import Voice, voice


@pytest.fixture
def twilio() -> Iterator[Voice]:
    with voice() as running:
        yield running
