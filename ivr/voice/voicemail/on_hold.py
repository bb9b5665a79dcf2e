"""A caller on hold who may leave a message instead: the offer, and what follows the key.

The hold loop holds only what Twilio allows there, and `<Record>` is not: the caller leaves the queue first. Their
message is in the table before that, so that the webhook of leaving finds it.
"""

from flask import Response, request

from ivr import twiml, webhook
from ivr.responses import twiml_answer
from ivr.voice.call import Call
from ivr.voice.voicemail.dialogue import MESSAGE_KEY
from ivr.voice.voicemail.message import open_message
from ivr.voice.voicemail.offer import takes_messages
from waittimes.settings.config import Line
from waittimes.voicemails.store import Opening

KEPT_PLACE = 0
"""The place in line, in the state of a call, of a caller whose call took over the place of a callback."""


def offer(call: Call, line: Line, *, is_refused: bool) -> twiml.Offer | None:
    """Return the offer to leave a message; None if this caller is offered none now.

    `is_refused` says that the wait is long enough for a callback, and that none can be offered.
    """
    is_callback = request.values.get("Direction", "").startswith("outbound") or call.state.position == KEPT_PLACE
    if is_callback:
        # This person was called, or has called again, and is about to be served.
        return None
    if not (is_refused and line.voicemail and line.voicemail.if_no_callback):
        current = call.phone.current_wait(line, webhook.current().deadline, webhook.fields())
        if not takes_messages(line, current):
            return None
    return twiml.Offer(call.words.say("offer_voicemail"), call.url("voicemail.asked"))


def answer(call: Call, line: Line | None, key: str) -> Response:
    """Return the answer to a key: out of the queue to leave a message, or back to the hold loop."""
    sentences = []
    if key == MESSAGE_KEY and line and line.voicemail:
        if open_message(call, line) is Opening.MADE:
            return twiml_answer(twiml.leave([]))
        sentences = [call.words.say("voicemail_impossible")]
    return twiml_answer(twiml.hold(sentences, music_url=call.music_url, next_url=call.url("voice.hold")))
