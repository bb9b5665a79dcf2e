import pytest

from tests.ivr.phone_under_test import PhoneUnderTest
from tests.ivr.voice.voicemail.evening import at, line


@pytest.fixture
def evening(phone: PhoneUnderTest) -> PhoneUnderTest:
    """Return a phone whose line takes messages, and is closed."""
    phone.lines = (line(),)
    at(phone, "2026-11-26 19:30")
    return phone
