"""The phone that the tests call."""

import pytest

from tests.ivr.phone_under_test import PhoneUnderTest


@pytest.fixture
def phone() -> PhoneUnderTest:
    return PhoneUnderTest()
