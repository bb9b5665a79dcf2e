"""The house that every test of the phone calls."""

import pytest

from tests.ivr.house import House


@pytest.fixture
def house() -> House:
    return House()
