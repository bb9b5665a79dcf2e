"""Waits for the tests: one to vary by hand, any that can be recorded, and those of a busy contact centre."""

import hashlib
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from waittimes.page import EVIDENCE
from waittimes.wait import Basis, Estimate, Wait

WORKSPACE = "WS" + "5" * 32
MEASURED_AT = 1_790_000_000.0

_CITIES = ("Bremen", "Cádiz", "Dundee", "Ghent", "Kraków", "Lille", "Porto", "Turin")
_TOPICS = ("Billing", "Claims", "Complaints", "Renewals", "Returns", "Sales", "Support", "Technical")


def queue_sid(number: int) -> str:
    """Return the SID of the task queue `number`. Its last digit, and so its page, is that of `number`."""
    return f"WQ{number:032x}"


def wait_of(number: int, **fields: Any) -> Wait:
    """Return an ordinary wait of the task queue `number`, with `fields` in place of its own."""
    wait = Wait(
        queue_sid=queue_sid(number),
        queue_name=f"Queue {number}",
        measured_at=MEASURED_AT,
        basis=Basis.HISTORY,
        estimate=Estimate(240, 180, 330),
        evidence={"accepted": 17},
        answered=17,
        pending=4,
        agents_busy=6,
        longest_waiting_seconds=95,
    )
    return replace(wait, **fields)


def measuring_times() -> st.SearchStrategy[float]:
    """Return a strategy for measuring times that can be recorded, which have milliseconds."""
    return st.integers(0, 4_000_000_000_000).map(lambda milliseconds: milliseconds / 1000)


def any_wait(sid: str) -> st.SearchStrategy[Wait]:
    """Return a strategy for waits of this task queue that can be recorded."""
    number = st.integers(0, 10**9) | st.floats(0, allow_nan=False, allow_infinity=False)
    seconds = st.none() | number
    estimates = st.builds(Estimate, seconds, seconds, seconds)
    counts = st.integers(0, 10**9)
    return st.builds(
        Wait,
        queue_sid=st.just(sid),
        queue_name=st.text(),
        measured_at=measuring_times(),
        basis=st.sampled_from(Basis),
        estimate=estimates,
        evidence=st.dictionaries(st.sampled_from(EVIDENCE), number) | st.dictionaries(st.text(), number, max_size=4),
        answered=counts,
        window_seconds=counts,
        pending=counts,
        agents_free=counts,
        agents_busy=counts,
        longest_waiting_seconds=counts,
        by_priority=st.dictionaries(st.integers(), estimates, max_size=3),
    )


def busy_contact_centre(queues: int) -> tuple[Wait, ...]:
    """Return the waits of `queues` task queues, all of them active and no two alike."""
    return tuple(_busy_queue(number) for number in range(queues))


def _busy_queue(number: int) -> Wait:
    seconds = 20 + _drawn(number, "seconds", 1800)
    return Wait(
        queue_sid="WQ" + hashlib.sha256(f"queue {number}".encode()).hexdigest()[:32],
        queue_name=f"{_CITIES[_drawn(number, 'city', 8)]} {_TOPICS[_drawn(number, 'topic', 8)]} {number}",
        measured_at=MEASURED_AT + 0.125,
        basis=Basis.LINE,
        estimate=Estimate(
            seconds,
            seconds * (50 + _drawn(number, "low", 40)) // 100,
            seconds * (110 + _drawn(number, "high", 90)) // 100,
        ),
        evidence={
            "ahead": _drawn(number, "ahead", 30),
            "per_minute": _drawn(number, "per_minute", 90) / 10,
            "hangs_up": _drawn(number, "hangs_up", 40) / 100,
            "history": 20 + _drawn(number, "history", 1800),
            "agents": _drawn(number, "agents", 400) / 10,
        },
        answered=_drawn(number, "answered", 200),
        pending=_drawn(number, "pending", 40),
        agents_busy=1 + _drawn(number, "busy", 40),
        longest_waiting_seconds=_drawn(number, "longest", 900),
    )


def _drawn(number: int, name: str, below: int) -> int:
    """Return a number from 0 up to `below` that looks random and is the same in every run."""
    digest = hashlib.sha256(f"{name} of {number}".encode()).digest()
    return int.from_bytes(digest[:8]) % below
