"""The app that enqueues every caller."""

import pytest
from twilio.twiml.voice_response import VoiceResponse

from tests.simulator.caller.answering_app import AnsweringApp
from tests.simulator.caller.in_queue.queued_calls import TOKEN, enqueuing, holding


@pytest.fixture
def app() -> AnsweringApp:
    app = AnsweringApp(TOKEN)
    app.on("/voice", enqueuing())
    app.on("/hold", holding("Thank you for waiting.", music=28))
    app.on("/left", VoiceResponse())
    return app
