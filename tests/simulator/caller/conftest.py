"""The app that answers, and the caller who dials it."""

import pytest

from simulator.caller.caller import Caller
from simulator.caller.phone.transport import InProcess
from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.calls import TOKEN


@pytest.fixture
def app() -> AnsweringApp:
    return AnsweringApp(TOKEN)


@pytest.fixture
def caller(app: AnsweringApp) -> Caller:
    return Caller(
        send=InProcess(app.flask),
        to="+15550100001",
        from_number="+15550100002",
        account_sid="AC" + "3" * 32,
        auth_token=TOKEN,
    )
