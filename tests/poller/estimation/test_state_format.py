"""States are stored in few bytes, and read back unchanged."""

import base64
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poller.estimation.state import Calibration, QueueState
from poller.estimation.state_format import pack, unpack
from poller.estimation.statistics import BANDS
from tests.fakes.queue_states import random_sid, realistic
from tests.fakes.waits import queue_sid
from tests.poller.estimation.stored_states import CLAIMS, KNOWN, SALES, lines

NUMBERS = st.floats(0, 1e12)
SIDS = st.integers(1, 10**6).map(queue_sid)
PRIORITIES = st.integers(0, 2**31)
CALIBRATIONS = st.builds(Calibration, NUMBERS, NUMBERS, st.floats(-9, 9), st.floats(-9, 9))
BY_BAND = st.lists(NUMBERS, min_size=BANDS, max_size=BANDS)
LEARNED = st.builds(
    QueueState,
    busy_seconds=NUMBERS,
    calls=NUMBERS,
    wrapping_seconds=NUMBERS,
    smoothed_arrival_rate=st.none() | NUMBERS,
    smoothed_staffing=st.none() | NUMBERS,
    abandonments=BY_BAND,
    exposure_seconds=BY_BAND,
    served_seconds=st.dictionaries(PRIORITIES, NUMBERS, max_size=5),
    sharing=st.dictionaries(SIDS, st.floats(0, 1), max_size=6),
    calibrations=st.dictionaries(PRIORITIES, CALIBRATIONS, max_size=3),
)


def nearly(state: QueueState) -> Any:
    """Return the state for comparison: numbers are stored with four digits, shares with two decimals."""
    by_priority = {priority: _nearly(each, 1e-3) for priority, each in state.served_seconds.items()}
    shares: Any = pytest.approx({sid: share for sid, share in state.sharing.items() if share >= 0.01}, abs=0.0051)
    return replace(
        state,
        busy_seconds=_nearly(state.busy_seconds, 1e-3),
        calls=_nearly(state.calls, 1e-3),
        wrapping_seconds=_nearly(state.wrapping_seconds, 1e-3),
        smoothed_arrival_rate=None
        if state.smoothed_arrival_rate is None
        else _nearly(state.smoothed_arrival_rate, 1e-3),
        smoothed_staffing=None if state.smoothed_staffing is None else _nearly(state.smoothed_staffing, 1e-3),
        abandonments=_nearly(state.abandonments, 1e-3),
        exposure_seconds=_nearly(state.exposure_seconds, 1e-3),
        served_seconds=by_priority,
        sharing=shares,
        calibrations={
            priority: Calibration(
                *(_nearly(number, 1e-3) for number in (each.predicted_seconds, each.actual_seconds)),
                *(_nearly(number, 1e-3) for number in (each.low_quantile, each.high_quantile)),
            )
            for priority, each in state.calibrations.items()
        },
    )


def _nearly(expected: float | list[float], within: float) -> Any:
    return pytest.approx(expected, within)


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_what_is_stored_is_read_again(state: dict[str, QueueState]) -> None:
    found = unpack(pack(state))

    assert found == {sid: nearly(each) for sid, each in state.items()}


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_what_is_read_is_stored_as_it_was(state: dict[str, QueueState]) -> None:
    packed = pack(state)

    assert pack(unpack(packed)) == packed


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_equal_states_are_stored_as_equal_bytes_in_whatever_order_they_were_learned(
    state: dict[str, QueueState],
) -> None:
    assert pack(backwards({sid: _backwards(each) for sid, each in state.items()})) == pack(state)


def backwards(each: Mapping[Any, Any]) -> dict[Any, Any]:
    return dict(reversed([*each.items()]))


def _backwards(each: QueueState) -> QueueState:
    return replace(
        each,
        served_seconds=backwards(each.served_seconds),
        sharing=backwards(each.sharing),
        calibrations=backwards(each.calibrations),
    )


def test_nothing_learned_is_stored_as_nothing() -> None:
    assert unpack(pack({})) == {}
    assert unpack(pack({SALES: QueueState()})) == {SALES: QueueState()}


RECORDED = (
    "eNqNUDsOwyAM3XsMZmLZBgPJLTp1QNwg6tapyt1r46xVYvFs5M/j4U7j0cPrmS8sxLUgYMwKi+/PvrvreKb+YNzo+B5+XEu9MNXSarXhxAQSs5TmTJk4"
    "RUrAEjtpirWaTtWiKIqqaEAsKoyMhNG6EOf30KPYdDFXzTWaKgOGbfWGwHrX10BU9539bQg5H87RdVCMhZI0i4vyF44EKZfh3H2ue/5yQVi1RuMYP+yw"
    "WzA="
)
"""Bytes that version 0.1 of this project stored."""


def test_what_an_earlier_version_stored_is_read_and_written_as_it_was() -> None:
    packed, sales, claims = base64.b64decode(RECORDED), "WQ" + "7" * 32, "WQ" + "4" * 32

    found = unpack(packed)

    assert found == {
        claims: QueueState(busy_seconds=960.0, calls=4.0),
        sales: QueueState(
            busy_seconds=98770.0,
            calls=321.5,
            wrapping_seconds=4568.0,
            smoothed_arrival_rate=0.04123,
            smoothed_staffing=13.25,
            abandonments=[1, 2.5, 3, 4, 5, 6, 7, 8.125],
            exposure_seconds=[10, 20.5, 3000, 40_000, 51, 61, 71, 81],
            served_seconds={0: 9000.0, 20: 123.5},
            sharing={claims: 0.44},
            calibrations={0: Calibration(12350.0, 13580.0, -1.062, 1.346), 20: Calibration(60, 70, -0.9, 1.1)},
        ),
    }
    assert pack(found) == packed


def test_the_six_queues_that_share_most_agents_are_stored() -> None:
    shares = {queue_sid(number): number / 10 for number in range(1, 10)}

    found = unpack(pack({SALES: replace(KNOWN, sharing=shares)}))[SALES].sharing

    assert found == {queue_sid(number): number / 10 for number in range(9, 3, -1)}


def test_a_share_that_rounds_to_zero_is_not_stored() -> None:
    assert unpack(pack({SALES: replace(KNOWN, sharing={CLAIMS: 0.0099})}))[SALES].sharing == {}


def test_every_field_of_a_state_is_stored() -> None:
    assert len(lines(pack({SALES: KNOWN}))[1]) == 1 + len(fields(QueueState))


def _realistic(number: int) -> QueueState:
    """Return an active queue's state: two priorities in one of four, agents shared by half."""
    sharing = [random_sid(number ^ other) for other in (16, 32) if number % 2]
    return realistic(str(number), sharing=sharing, priorities=(0, 20) if number % 4 == 0 else (0,))


def test_an_active_queue_takes_less_than_two_hundred_bytes() -> None:
    """Queues of one item: their SIDs end in the same digit, and those that they share agents with may do so too."""
    item = {random_sid(16 * number): _realistic(16 * number + number % 16) for number in range(63)}

    assert len(pack(item)) / len(item) < 200


def test_a_queue_of_which_nothing_was_learned_takes_little_more_than_its_sid() -> None:
    item = {random_sid(16 * number): QueueState() for number in range(63)}

    assert len(pack(item)) / len(item) < 40
