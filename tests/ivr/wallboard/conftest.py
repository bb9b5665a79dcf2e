"""The wallboard that the tests look at."""

import pytest

from tests.ivr.phone_under_test import PhoneUnderTest
from tests.ivr.wallboard.browser import board_under_test


@pytest.fixture
def phone() -> PhoneUnderTest:
    return board_under_test()
