"""The house that every test of the phone calls."""

import pytest

from tests.ivr.phone_under_test import House


@pytest.fixture
def house() -> House:
    return House()
