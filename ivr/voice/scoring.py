"""What the announcement was worth to a call that an agent answered: for the log, the metrics and the line's sums."""

import logging
from collections.abc import Mapping

from ivr import webhook
from ivr.voice.call import Call
from ivr.voice.call_state import CallState
from waittimes import metrics
from waittimes.score import Score, score_call
from waittimes.settings.line_policy import Leaving

log = logging.getLogger("waittimes.ivr")

ANSWERED = frozenset({"bridged", "redirected-from-bridged"})
"""The QueueResults of a call that an agent answered."""


def record(call: Call, result: str) -> None:
    """Log how the call left the queue; emit its metrics, and add its score to the line's sums."""
    line = call.line
    found = facts(result, webhook.count("QueueTime"), call.state, line.leaving) if line else {}
    seconds = {f"{name}_seconds": value for name, value in found.items()}
    line_name = line.name if line else "unknown"
    log.info("call.left_queue", extra={"call_sid": webhook.call_sid(), "line": line_name, "result": result, **seconds})
    if line is None or not found:
        return
    values = {name.title().replace("_", ""): (float(value), "Seconds") for name, value in found.items()}
    metrics.emit(values, {"account": line.account.name, "line": line.name})
    if "promised" in found:
        call.phone.add_score(line, _score(found, call.state), webhook.current().deadline)


def facts(result: str, waited_seconds: int | None, state: CallState, leaving: Leaving) -> dict[str, int]:
    """Return what an answered call shows of its announcement, in seconds by name; empty for any other call.

    `promised`, `waited` and `error` (waited less promised); and with `history`, the mean wait of the calls answered
    before, `history_error` (waited less history). A second attempt shows nothing, because Twilio counts its wait from
    the second `<Enqueue>` only.
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


def _score(found: Mapping[str, int], state: CallState) -> Score:
    return score_call(
        promised=found["promised"],
        waited=found["waited"],
        low=state.low_seconds,
        high=state.high_seconds,
        history=state.history_seconds,
    )
