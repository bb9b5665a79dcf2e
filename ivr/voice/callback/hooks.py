"""What the webhooks of a number do about callbacks: in the greeting, on hold, and when a call has left the queue."""

import logging
from dataclasses import dataclass, replace

from ivr import twiml, webhook
from ivr.announcing.phrases import Spoken
from ivr.current_wait import CurrentWait
from ivr.voice.call import Call
from ivr.voice.call_state import CallState
from ivr.voice.callback import dialogue, kept, offering
from ivr.voice.callback.kept import NOBODY, Kept
from waittimes import metrics
from waittimes.callbacks import measures
from waittimes.callbacks.offer import WORDS_BETWEEN
from waittimes.callbacks.record import Callback, State
from waittimes.settings.config import Line
from waittimes.settings.formats import PHONE_NUMBER
from waittimes.settings.line_callback import CallbackPolicy

log = logging.getLogger("waittimes.ivr")

TAKEN_OVER = frozenset({State.CONFIRMED, State.WAITING, State.PLACED, State.CALLING, State.REJOINED})
"""The states of a callback whose place a new call of the person takes over."""

KEPT_PLACE = 0
"""The place in line, in the state of a call, of a caller whose call took over the place of a callback."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a call is greeted."""

    call: Call
    offer: twiml.Offer | None = None
    sentences: list[Spoken] | None = None
    """What is said in place of the wait; None if that stands."""
    is_refused: bool = False
    """Whether the wait is long enough for a callback, and none can be offered."""


@dataclass(frozen=True, slots=True)
class OnHold:
    """What follows an announcement on hold."""

    offer: twiml.Offer | None
    state: CallState
    is_refused: bool = False
    """As in Arrival."""


def on_arrival(call: Call, line: Line, policy: CallbackPolicy, current: CurrentWait) -> Arrival:
    """Return how a caller is greeted: told that they keep their place, offered a callback, or as always."""
    found = _kept(call, line)
    if found and found.callback and found.callback.state in TAKEN_OVER and not found.is_of(webhook.call_sid()):
        return _rejoined(call, line) or Arrival(call)
    state, is_refused = _state_offered(call, line, policy, found, current)
    if state is None:
        return Arrival(call, is_refused=is_refused)
    call = call.in_state(state)
    return Arrival(call, _offer(call, dialogue.GREETING))


def on_hold(call: Call, line: Line, policy: CallbackPolicy) -> OnHold:
    """Return the offer that follows the word that was just said on hold, and the state after it."""
    state = call.state
    if webhook.is_outbound() or state.position == KEPT_PLACE:
        return OnHold(None, state)
    current = call.phone.current_wait(line, webhook.current().deadline, webhook.fields())
    after, is_refused = _state_offered(call, line, policy, _kept(call, line), current)
    if after is None:
        return OnHold(None, replace(state, is_callback_offered=False), is_refused)
    return OnHold(_offer(call.in_state(after), dialogue.on_hold(webhook.count("QueueTime") or 0)), after)


def _state_offered(
    call: Call, line: Line, policy: CallbackPolicy, found: Kept | None, current: CurrentWait
) -> tuple[CallState | None, bool]:
    """Return the state of the call after the offer of a callback, which is counted; None if there is none now.

    The second is whether the wait is long enough for one all the same.
    """
    decision = offering.decide(call, line, policy, found, current)
    if not decision.is_possible:
        if decision.is_wanted:
            offering.log_refused(line, decision.reason)
        return None, decision.is_wanted
    offering.count_offer(line)
    return replace(call.state, is_callback_offered=True, words_until_offer=WORDS_BETWEEN), False


def _offer(call: Call, place: str) -> twiml.Offer:
    return twiml.Offer(call.words.say("callback_offer"), dialogue.step_url(call, place, dialogue.OFFER))


def _kept(call: Call, line: Line) -> Kept | None:
    """Return what is kept of the caller and the line; None if the table does not say."""
    number = offering.caller_number()
    return kept.of_person(call.phone, line, number) if PHONE_NUMBER.fullmatch(number) else NOBODY


def _rejoined(call: Call, line: Line) -> Arrival | None:
    """Let the call take over the place of the person's callback; None if that cannot be written."""
    call_sid = webhook.call_sid()

    def take_over(before: Callback) -> Callback:
        if before.state not in TAKEN_OVER:
            return before
        return replace(before, state=State.REJOINED, rejoined_call_sid=call_sid)

    change = kept.change(call.phone, line, offering.caller_number(), take_over)
    if change is None or change.after.rejoined_call_sid != call_sid:
        return None
    log.info("callback.rejoined", extra={"call_sid": call_sid, "line": line.name})
    metrics.emit_of_line(line, {measures.DUPLICATE: measures.ONE})
    # The wait of a newcomer is not theirs, and Twilio's place is the one before the poller has moved them.
    state = CallState(announced_at=int(call.phone.clock()), position=KEPT_PLACE)
    return Arrival(call.in_state(state), sentences=[call.words.say("callback_rejoined")])
