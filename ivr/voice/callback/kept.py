"""What the table holds of callbacks, within a webhook's deadline.

No failure raises: it costs the callback, not the call.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from ivr import reading, webhook
from ivr.deadline import DeadlineExceeded, within
from ivr.phone import Phone
from waittimes import metrics
from waittimes.callbacks import measures
from waittimes.callbacks.record import Callback, State, id_of
from waittimes.callbacks.store import (
    CallbackStore,
    Commitment,
    callback_on,
    item_key,
    pointed_id,
    register_key,
    registered,
)
from waittimes.callbacks.typed_number import TypedNumbers
from waittimes.page import Page
from waittimes.settings.config import Line
from waittimes.table import PageConflict, TableUnavailable

log = logging.getLogger("waittimes.ivr")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a person and a line."""

    callback: Callback | None
    """The callback of this person, pending or finished."""
    pending: int
    """How many callbacks of the line are pending."""

    @property
    def is_pending(self) -> bool:
        """Whether a callback to this person is pending."""
        return self.callback is not None and self.callback.state.is_pending

    def is_of(self, call_sid: str) -> bool:
        """Tell whether the callback was promised in this call."""
        return self.callback is not None and self.callback.call_sid == call_sid


@dataclass(frozen=True, slots=True)
class Change:
    """A callback before and after it was written."""

    before: Callback
    after: Callback


NOBODY: Final = Kept(None, 0)


def of_person(phone: Phone, line: Line, number: str) -> Kept | None:
    """Return what is kept of the person with this number and of the line, read at the same time; None if unreadable."""
    own, register = item_key(line.name, id_of(line.name, number)), register_key(line.name)
    found = _pages(phone, own, register)
    if found is None:
        return None
    page, pending = found[own], len(registered(found[register]))
    if other := pointed_id(page):
        own = item_key(line.name, other)
        found = _pages(phone, own)
        if found is None:
            return None
        page = found[own]
    return Kept(callback_on(page), pending)


def commit(phone: Phone, line: Line, callback: Callback, caller: str, *, is_over: bool) -> Callback | None:
    """Promise the callback, and return it as it is stored; None if it was not made, or that is not known.

    With `is_over` the call ends with the promise, so the callback waits at once. If only that is not written, the
    poller finds out.
    """
    store, now, deadline = CallbackStore(phone.table), phone.clock(), webhook.current().deadline
    policy = line.callback
    most = policy.most_pending if policy else 0

    def promise() -> tuple[Commitment, Callback]:
        made = store.commit(callback, caller=caller, most_pending=most, now=now)
        stored = store.find(line.name, callback.number) if made is Commitment.MADE else None
        if stored is None:
            return made, callback
        # After the deadline the caller has been told that it is not possible, and stays.
        if is_over and stored.callback.state is State.CONFIRMED and deadline.remaining_seconds():
            with suppress(TableUnavailable, PageConflict):
                waiting = replace(stored.callback, state=State.WAITING, left_at=now)
                stored = store.update(stored, waiting, now=now)
        return made, stored.callback

    outcome = _tried("commit", line, promise)
    if outcome is None:
        return None
    made, kept = outcome
    _count(line, measures.ACCEPTED if made is Commitment.MADE else measures.DUPLICATE, made)
    return kept if made is Commitment.MADE else None


def change(phone: Phone, line: Line, number: str, into: Callable[[Callback], Callback]) -> Change | None:
    """Write `into` of the person's pending callback; None if there is none, or that is not known."""
    store, now = CallbackStore(phone.table), phone.clock()

    def write() -> Change | None:
        seen: list[Callback] = []

        def noting(before: Callback) -> Callback:
            seen[:] = [before]
            return into(before)

        stored = store.change(line.name, number, noting, now=now)
        return Change(seen[0], stored.callback) if stored and seen else None

    return _tried("change", line, write)


def keep_typed(phone: Phone, line: Line, number: str) -> bool:
    """Keep a typed number until it is confirmed; tell whether that is certain."""
    typed, call_sid, now = TypedNumbers(phone.table), webhook.call_sid(), phone.clock()

    def keep() -> bool:
        typed.keep(line.name, call_sid, number, now=now)
        return True

    return _tried("keep_typed", line, keep) or False


def forget_typed(phone: Phone, line: Line) -> None:
    """Remove the number that was typed in this call. If that fails, DynamoDB removes it by itself."""
    numbers, call_sid, now = TypedNumbers(phone.table), webhook.call_sid(), phone.clock()
    _tried("forget_typed", line, lambda: numbers.keep(line.name, call_sid, "", now=now))


def typed(phone: Phone, line: Line) -> str:
    """Return the number that was typed in this call; "" if there is none, or that is not known."""
    numbers, call_sid = TypedNumbers(phone.table), webhook.call_sid()
    return _tried("typed", line, lambda: numbers.find(line.name, call_sid)) or ""


def emit_change(line: Line, changed: Change | None, *, now: float) -> None:
    """Log how far a callback has come, and emit the metrics of that; nothing if nothing was written."""
    if changed is None or changed.before.state is changed.after.state:
        return
    fields = {"call_sid": webhook.call_sid(), "line": line.name, "state": changed.after.state.value}
    log.info("callback.changed", extra=fields)
    if values := measures.figures(changed.before, changed.after, now=now):
        metrics.emit_of_line(line, values)


def _count(line: Line, name: str, made: Commitment) -> None:
    fields = {"call_sid": webhook.call_sid(), "line": line.name, "outcome": made.name.lower()}
    log.info("callback.confirmed", extra=fields)
    if made is not Commitment.FULL:
        metrics.emit_of_line(line, {name: measures.ONE})


def _pages(phone: Phone, *keys: str) -> dict[str, Page] | None:
    try:
        found = reading.pages(phone.table, keys, webhook.current().deadline)
    except Exception:
        # No error may cost the call: the caller goes on without a callback.
        log.exception("callback.not_read")
        return None
    pages = {key: page for key, page in found.items() if isinstance(page, Page)}
    if missing := [found[key] for key in keys if key not in pages]:
        log.warning("callback.not_read", extra={"reason": f"{type(missing[0]).__name__} {missing[0]}"})
        return None
    return pages


def _tried(what: str, line: Line, ask: Callable[[], Answer]) -> Answer | None:
    try:
        return within(webhook.current().deadline, ask)
    except (TableUnavailable, PageConflict, DeadlineExceeded) as error:
        # A conflict's message is a key.
        reason = "" if isinstance(error, PageConflict) else f" {error}"
        fields = {"call_sid": webhook.call_sid(), "line": line.name, "reason": f"{type(error).__name__}{reason}"}
        log.warning("callback.not_written", extra={"step": what, **fields})
    except Exception:
        # No error may cost the call.
        log.exception("callback.not_written", extra={"step": what, "line": line.name})
    return None
