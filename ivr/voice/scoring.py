"""Scores the announcement of a call that an agent answered, for the log, the metrics and the line's sums."""

import logging

from ivr import webhook
from ivr.announcing.announce import upper_figure
from ivr.voice.call import Call
from ivr.voice.call_state import CallState
from waittimes import metrics
from waittimes.score import NO_SCORE, Score, score_call, score_sentence, score_shortly
from waittimes.settings.line_policy import Leaving, Policy

log = logging.getLogger("waittimes.ivr")

ANSWERED = frozenset({"bridged", "redirected-from-bridged"})
"""The QueueResults of a call that an agent answered."""


def record(call: Call, result: str) -> None:
    """Log how the call left the queue, emit its metrics, and add its score to the line's sums."""
    line = call.line
    # A person who was called back joined the queue at its head, so their time in it says nothing about the wait.
    is_scored = not webhook.is_outbound()
    found = facts(result, webhook.count("QueueTime"), call.state, line.leaving) if line and is_scored else {}
    seconds = {f"{name}_seconds": value for name, value in found.items()}
    line_name = line.name if line else "unknown"
    log.info("call.left_queue", extra={"call_sid": webhook.call_sid(), "line": line_name, "result": result, **seconds})
    if line is None or not found:
        return
    values = {name.title().replace("_", ""): (float(value), "Seconds") for name, value in found.items()}
    metrics.emit_of_line(line, values)
    score = score_of(found["waited"], call.state, line.policy)
    if score != NO_SCORE:
        call.phone.add_score(line, score, webhook.current().deadline, webhook.fields())


def facts(result: str, waited_seconds: int | None, state: CallState, leaving: Leaving) -> dict[str, int]:
    """Return what an answered call shows of its announcement, in seconds by name; empty for any other call.

    The names are `waited`, `promised`, `error` (waited less promised), `history` (the mean wait of the calls answered
    before) and `history_error` (waited less history), as far as they are known. A second attempt shows nothing, because
    Twilio counts its wait from the second `<Enqueue>`.
    """
    answered = ANSWERED | ({"redirected"} if leaving.redirected_is_answered else set())
    if result not in answered or waited_seconds is None or state.is_retry:
        return {}
    found = {"waited": waited_seconds}
    if state.estimate_seconds is not None:
        found |= {"promised": state.estimate_seconds, "error": waited_seconds - state.estimate_seconds}
        if state.history_seconds is not None:
            found |= {"history": state.history_seconds, "history_error": waited_seconds - state.history_seconds}
    return found


def score_of(waited_seconds: int, state: CallState, policy: Policy) -> Score:
    """Return the score of an answered call; NO_SCORE where neither a number nor "shortly" was announced.

    A band is not scored: it says what the wait was, not what it will be. A shorter promise that the caller heard on
    hold is not scored either.
    """
    if state.is_shortly:
        return score_shortly(waited=waited_seconds)
    if state.estimate_seconds is None:
        return NO_SCORE
    score = score_call(
        promised=state.estimate_seconds,
        waited=waited_seconds,
        low=state.low_seconds,
        high=state.high_seconds,
        history=state.history_seconds,
    )
    if state.upper_minutes is None:
        return score
    history_minutes = None if state.history_seconds is None else upper_figure(state.history_seconds, policy)
    history_upper = None if history_minutes is None else history_minutes * 60
    sentence = score_sentence(upper=state.upper_minutes * 60, waited=waited_seconds, history_upper=history_upper)
    return score.plus(sentence)
