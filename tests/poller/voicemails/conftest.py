import pytest

from tests.poller.voicemails.polled_line import PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import CALL_SID, RECORDING_SID


@pytest.fixture
def line() -> PolledLine:
    return PolledLine()


@pytest.fixture
def spoken(line: PolledLine) -> PolledLine:
    """Return a line on which a caller has left a message of 12 seconds, and hung up."""
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    return line
