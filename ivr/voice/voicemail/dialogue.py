"""What a caller hears who leaves a message: the announcement, the tone, and the choice to keep it or speak again."""

from collections.abc import Sequence
from typing import Final

from flask import Response

from ivr import responses, twiml
from ivr.announcing.phrases import Spoken
from ivr.responses import twiml_answer
from ivr.voice.call import Call
from ivr.voice.voicemail.message import open_message
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.store import Opening

MESSAGE_KEY: Final = "2"
"""The key by which a caller who is offered to leave a message accepts."""
AGAIN_KEY: Final = "2"
"""The key by which a caller who has left a message speaks again."""
SHORTEST_SECONDS: Final = 2
"""A shorter recording is no message."""
MOST_SILENT: Final = 2
"""How often a caller is asked to speak who says nothing."""
MOST_TAKES: Final = 3
"""How often a caller may speak."""
DEFAULT_POLICY: Final = VoicemailPolicy()


def take_message(call: Call, line: Line, before: Sequence[Spoken] = ()) -> Response | None:
    """Return the answer that says `before` and lets the caller speak; None if no message can be kept now."""
    return listen(call, before) if open_message(call, line) is Opening.MADE else None


def after_leaving(call: Call, line: Line) -> Response | None:
    """Return the answer that lets a caller speak who has left the queue; None if no message can be kept now.

    A caller who chose to leave a message has one already, so a table that is down now does not matter. One whom the
    hold loop let go at closing time has none.
    """
    if not call.is_cut_off():
        return None if open_message(call, line) is Opening.FULL else listen(call)
    return take_message(call, line) if _policy(call).if_closed else None


def listen(call: Call, before: Sequence[Spoken] = ()) -> Response:
    """Return the answer that says `before` and the announcement, and records what the caller says."""
    policy, words = _policy(call), call.words
    announced = words.fill("voicemail", length=words.minutes[policy.longest_minutes])
    key = words.say("voicemail_pound" if policy.key == "#" else "voicemail_star")
    return _record(call, [*before, announced, key], take=1)


def after_recording(call: Call, *, take: int, duration_seconds: int | None) -> Response:
    """Return the answer to a caller who has spoken for the `take`th time, or said nothing.

    A duration that Twilio does not tell counts as a message, for it must not be lost.
    """
    words = call.words
    if duration_seconds is not None and duration_seconds < SHORTEST_SECONDS:
        unheard = words.say("voicemail_unheard")
        if take >= MOST_SILENT:
            return twiml_answer(twiml.goodbye([unheard, words.say("goodbye")]))
        return _record(call, [unheard, words.say("voicemail_tone")], take=take + 1)
    if take >= MOST_TAKES:
        return keep(call)
    offer = twiml.Offer(words.say("voicemail_choice"), _url(call, "voicemail.chosen", take))
    return twiml_answer(twiml.choice(offer, _kept(call)))


def after_choice(call: Call, *, take: int, key: str) -> Response:
    """Return the answer to a caller who keeps the message or speaks again. Any key but one keeps it."""
    if key == AGAIN_KEY and take < MOST_TAKES:
        return _record(call, [call.words.say("voicemail_tone")], take=take + 1, is_kept=True)
    return keep(call)


def keep(call: Call) -> Response:
    """Return the answer that says that the message is kept, and hangs up."""
    return twiml_answer(twiml.goodbye(_kept(call)))


def _kept(call: Call) -> list[Spoken]:
    return [call.words.say("voicemail_kept"), call.words.say("goodbye")]


def _record(call: Call, sentences: Sequence[Spoken], *, take: int, is_kept: bool = False) -> Response:
    """Return the answer that says the sentences and records; a caller who says nothing is asked once more.

    With `is_kept` there is a message already, which stays if nothing is said now.
    """
    unheard = call.words.say("voicemail_unheard")
    rounds = [twiml.Round(sentences, _recorder(call, take))]
    if take < MOST_SILENT:
        rounds.append(twiml.Round([unheard, call.words.say("voicemail_tone")], _recorder(call, take + 1)))
    last = _kept(call) if is_kept else [call.words.say("goodbye")]
    return twiml_answer(twiml.record(rounds, [unheard, *last]))


def _recorder(call: Call, take: int) -> twiml.Recorder:
    policy = _policy(call)
    return twiml.Recorder(
        action_url=_url(call, "voicemail.recorded", take),
        status_url=_url(call, "voicemail.recording"),
        longest_seconds=policy.longest_minutes * 60,
        silence_seconds=policy.silence_seconds,
        key=policy.key,
    )


def _policy(call: Call) -> VoicemailPolicy:
    """Return the line's policy, or the default where the table was removed while the caller spoke."""
    return (call.line.voicemail if call.line else None) or DEFAULT_POLICY


def _url(call: Call, endpoint: str, take: int | None = None) -> str:
    names = {"line_name": call.line_name, "language": call.words.name}
    return responses.url_of(call.phone, endpoint, **names, **({} if take is None else {"take": str(take)}))
