"""Decides whether a caller is offered a callback now, and for which window."""

import functools
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ivr import webhook
from ivr.announcing.announce import State, estimate_for
from ivr.current_wait import CurrentWait
from ivr.voice.call import Call
from ivr.voice.callback import priority
from ivr.voice.callback.kept import Kept
from waittimes import metrics
from waittimes.callbacks import measures, offer
from waittimes.callbacks.offer import Reason, Standing
from waittimes.callbacks.window import Window, remaining, window
from waittimes.settings.config import Config, Line
from waittimes.settings.formats import PHONE_NUMBER
from waittimes.settings.line_callback import DIAL, CallbackPolicy
from waittimes.wait import NO_ESTIMATE, Estimate

if TYPE_CHECKING:
    from waittimes.callbacks.number import Numbers
    from waittimes.opening_hours import OpeningHours

log = logging.getLogger("waittimes.ivr")


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a callback is possible now."""

    reason: Reason | None
    """Why not; None if it is."""
    window: Window | None = None
    """The window to promise."""
    expires_at: float = 0.0
    """When a callback promised now is given up."""

    @property
    def is_possible(self) -> bool:
        """Whether a callback may be offered or promised."""
        return self.reason is None and self.window is not None

    @property
    def is_wanted(self) -> bool:
        """Whether the wait is long enough for a callback, be it possible or not."""
        return self.reason not in (Reason.WAIT_UNKNOWN, Reason.WAIT_SHORT)


def decide(call: Call, line: Line, policy: CallbackPolicy, found: Kept | None, current: CurrentWait) -> Decision:
    """Return whether this caller may be offered a callback now. `found` is what the table holds of them."""
    left = _remaining(call, line, current)
    was_offered = call.state.is_callback_offered
    if reason := offer.against_wait(left.seconds, policy, was_offered=was_offered):
        return Decision(reason)
    decision = possible(call, line, policy, found, current)
    if decision.is_possible and not callable_number(call, line, policy):
        return replace(decision, reason=Reason.NUMBER)
    return decision


def possible(call: Call, line: Line, policy: CallbackPolicy, found: Kept | None, current: CurrentWait) -> Decision:
    """Return whether a callback can be promised now, however long the wait is."""
    left = _remaining(call, line, current)
    by_clock = clock_hours(line, policy) is not None
    wanted = window(left, now=current.now, ring_seconds=policy.ring_seconds, by_clock=by_clock)
    if wanted is None:
        return Decision(Reason.WAIT_UNKNOWN)
    ends_at = offer.calling_ends_at(policy, current.opening, wanted)
    standing = Standing(is_promised=found.is_pending, pending=found.pending) if found else None
    reason = offer.against_time(
        wanted, ends_at, margin_seconds=line.closing.closing_margin_seconds
    ) or offer.against_standing(standing, policy)
    if reason is None and not caller_id(line, policy):
        reason = Reason.NO_CALLER_ID
    if reason is None and policy.style == DIAL and not priority.counts(call.phone, line):
        reason = Reason.PRIORITY
    return Decision(reason, wanted, offer.expires_at(wanted, policy, ends_at))


def count_offer(line: Line) -> None:
    """Note that a callback is offered, in the log and the metrics."""
    log.info("callback.offered", extra={"call_sid": webhook.call_sid(), "line": line.name})
    metrics.emit_of_line(line, {measures.OFFERED: measures.ONE})


def log_refused(line: Line, reason: Reason | None) -> None:
    """Log why a callback is neither offered nor promised to a caller whose wait is long."""
    fields = {"call_sid": webhook.call_sid(), "line": line.name, "reason": str(reason)}
    log.info("callback.not_possible", extra=fields)


def callable_number(call: Call, line: Line, policy: CallbackPolicy) -> str:
    """Return the caller's number if it can be called back, else ""."""
    from waittimes.callbacks.number import Refusal

    found = numbers(call, line, policy).of_caller(caller_number())
    return "" if isinstance(found, Refusal) else found


def caller_number() -> str:
    """Return the number or address of the person who calls, as Twilio sends it."""
    return webhook.fields().get("From", "")


def caller_id(line: Line, policy: CallbackPolicy) -> str:
    """Return the number that the person sees when they are called back; "" if the line has none."""
    called = webhook.fields().get("To", "")
    candidates = (policy.caller_id, called, *line.numbers)
    return next((each for each in candidates if PHONE_NUMBER.fullmatch(each)), "")


def numbers(call: Call, line: Line, policy: CallbackPolicy) -> "Numbers":
    """Return the numbers that this line may call."""
    # Imported here: it loads the data of libphonenumber, which only a caller who waits long needs.
    from waittimes.callbacks.number import Numbers, country_of

    called = webhook.fields().get("To", "")
    home = country_of(called if PHONE_NUMBER.fullmatch(called) else caller_id(line, policy))
    countries = policy.countries or ((home,) if home else ())
    return Numbers(home, countries, own_numbers(call.phone.config) | {called})


@functools.cache
def own_numbers(config: Config) -> frozenset[str]:
    """Return the numbers of every line, and those that people see when they are called back."""
    ids = {line.callback.caller_id for line in config.lines if line.callback}
    return frozenset(ids | {number for line in config.lines for number in line.numbers})


def clock_hours(line: Line, policy: CallbackPolicy) -> "OpeningHours | None":
    """Return the hours in whose zone clock times are said; None for a line without hours."""
    return line.hours or policy.calling_hours


def _remaining(call: Call, line: Line, current: CurrentWait) -> Estimate:
    """Return the caller's remaining wait; NO_ESTIMATE unless a number may be announced now."""
    if current.wait is None or current.announcement.state is not State.NUMBER:
        return NO_ESTIMATE
    state = call.state
    own = Estimate(state.estimate_seconds, state.low_seconds, state.high_seconds)
    return remaining(estimate_for(current.wait, line.priority), own, waited_seconds(call))


def waited_seconds(call: Call) -> int:
    """Return how long the caller has been in the queue, by Twilio's field, else by the last word on hold."""
    return max(webhook.count("QueueTime") or 0, call.state.last_word_seconds or 0)
