"""Histories for the tests: one point to vary by hand, any points that can be stored, and a table that holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import strategies as st

from tests.fakes.waits import WORKSPACE, queue_sid
from waittimes.history import items
from waittimes.history.hour_format import pack, tail
from waittimes.history.point import FIGURES, SLOTS, STEP_SECONDS, SUMS, Point, StoredPoint, hour_of
from waittimes.page import NO_PAGE
from waittimes.score import Score
from waittimes.table import Table

HOUR_AT = 1_790_002_800
"""The beginning of an hour."""
SALES, SUPPORT = queue_sid(0x5A1E5), queue_sid(0x50)


def at(slots: int) -> int:
    """Return when the slot begins that is this many after the one at HOUR_AT."""
    return HOUR_AT + slots * STEP_SECONDS


def point_of(slots: int, **fields: Any) -> Point:
    """Return an ordinary point, `slots` after the one at HOUR_AT, with `fields` in place of its own."""
    ordinary: dict[str, Any] = {
        "estimate_seconds": 240 + slots,
        "low_seconds": 180 - slots,
        "high_seconds": 330,
        "waiting": 14,
        "longest_waiting_seconds": 95,
        "agents_free": 0,
        "agents_busy": 6,
        "answered": 47,
        "hung_up": 3,
    }
    return Point(at=at(slots), **{**ordinary, **fields})


def total_of(calls: int) -> Score:
    """Return the sums after this many calls, with another number in each field."""
    return Score(**{name: calls * (place + 1) for place, name in enumerate(SUMS)})


def any_points(hour_at: int = HOUR_AT) -> st.SearchStrategy[dict[int, StoredPoint]]:
    """Return a strategy for the points of one queue in one hour."""
    slots = st.integers(0, SLOTS - 1).map(lambda slot: hour_at + slot * STEP_SECONDS)
    figures = st.fixed_dictionaries({name: st.none() | st.integers(0, 10**9) for name in FIGURES})
    totals = st.dictionaries(
        st.integers(-(2**31), 2**31), st.builds(Score, **{name: st.integers(0, 10**12) for name in SUMS}), max_size=2
    )

    def stored(moment: int, known: Mapping[str, Any], sums: Mapping[int, Score]) -> StoredPoint:
        return StoredPoint(Point(at=moment, **known), sums)

    each = st.builds(stored, slots, figures, totals)
    return st.lists(each, max_size=SLOTS).map(lambda found: {one.point.at: one for one in found})


def store(
    table: Table, points: Mapping[str, Iterable[StoredPoint]], *, digit: str = "", workspace: str = WORKSPACE
) -> None:
    """Store the points of queues, by SID, in the items of their hours; with `digit` in those of this shard."""
    hours: defaultdict[int, dict[str, dict[int, StoredPoint]]] = defaultdict(dict)
    for sid, those in points.items():
        for each in those:
            hours[hour_of(each.point.at)].setdefault(tail(sid), {})[each.point.at] = each
    for hour_at, hour in hours.items():
        key = items.shard_key(workspace, digit, hour_at) if digit else items.whole_key(workspace, hour_at)
        table.put(key, pack(hour, hour_at), replaces=NO_PAGE, measured_at=hour_at, expires_at=4_000_000_000)
