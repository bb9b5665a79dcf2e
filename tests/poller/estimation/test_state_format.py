"""What was learned of a queue is written down in few bytes and read again; what cannot be read costs only itself."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poller.estimation.state import Calibration, QueueState
from poller.estimation.state_format import MAX_SHARED_WITH, VERSION, pack, unpack
from poller.estimation.statistics import BANDS
from tests.fakes.queue_states import random_sid, realistic
from tests.fakes.waits import queue_sid

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
    sharing=st.dictionaries(SIDS, st.floats(0, 1), max_size=MAX_SHARED_WITH),
    calibrations=st.dictionaries(PRIORITIES, CALIBRATIONS, max_size=3),
)
CLAIMS, SALES = queue_sid(0xC1), queue_sid(0x5A)
KNOWN = QueueState(
    busy_seconds=97_510.0,
    calls=361.5,
    wrapping_seconds=8123.0,
    smoothed_arrival_rate=0.03512,
    smoothed_staffing=17.31,
    abandonments=[2.5, 3.5, 7.25, 6.0, 11.0, 4.5, 1.5, 0.5],
    exposure_seconds=[1210.0, 1190.0, 2260.0, 4120.0, 6890.0, 9120.0, 4330.0, 870.0],
    served_seconds={0: 61_200.0, 20: 36_310.0},
    sharing={SALES: 0.42},
    calibrations={0: Calibration(8100.0, 7450.0, -0.93, 1.31), 20: Calibration()},
)


def lines(packed: bytes) -> list[Any]:
    return [json.loads(line) for line in zlib.decompress(packed).decode().split("\n")]


def written(*texts: str) -> bytes:
    return zlib.compress("\n".join(texts).encode())


def with_field(number: int, value: Any) -> str:
    """Return the line of a queue in which one field is another."""
    line = lines(pack({SALES: KNOWN}))[1]
    line[number] = value
    return json.dumps(line)


def with_fields(number: int, *values: Any) -> list[str]:
    return [with_field(number, each) for each in values]


def nearly(experience: QueueState) -> Any:
    """Return it for comparing: numbers are written to four figures, and shares to two places."""
    by_priority = {priority: _nearly(each, 1e-3) for priority, each in experience.served_seconds.items()}
    shares: Any = pytest.approx({sid: share for sid, share in experience.sharing.items() if share >= 0.01}, abs=0.0051)
    return replace(
        experience,
        busy_seconds=_nearly(experience.busy_seconds, 1e-3),
        calls=_nearly(experience.calls, 1e-3),
        wrapping_seconds=_nearly(experience.wrapping_seconds, 1e-3),
        smoothed_arrival_rate=None
        if experience.smoothed_arrival_rate is None
        else _nearly(experience.smoothed_arrival_rate, 1e-3),
        smoothed_staffing=None if experience.smoothed_staffing is None else _nearly(experience.smoothed_staffing, 1e-3),
        abandonments=_nearly(experience.abandonments, 1e-3),
        exposure_seconds=_nearly(experience.exposure_seconds, 1e-3),
        served_seconds=by_priority,
        sharing=shares,
        calibrations={
            priority: Calibration(
                *(_nearly(number, 1e-3) for number in (each.predicted_seconds, each.actual_seconds)),
                *(_nearly(number, 1e-3) for number in (each.low_quantile, each.high_quantile)),
            )
            for priority, each in experience.calibrations.items()
        },
    )


def _nearly(expected: float | list[float], within: float) -> Any:
    return pytest.approx(expected, within)


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_what_is_written_down_is_read_again(experience: dict[str, QueueState]) -> None:
    found = unpack(pack(experience))

    assert found == {sid: nearly(each) for sid, each in experience.items()}


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_what_is_read_is_written_down_as_it_was(experience: dict[str, QueueState]) -> None:
    packed = pack(experience)

    assert pack(unpack(packed)) == packed


@settings(max_examples=30)
@given(st.dictionaries(SIDS, LEARNED, max_size=3))
def test_the_same_is_written_down_the_same_in_whatever_order_it_was_learned(
    experience: dict[str, QueueState],
) -> None:
    assert pack(backwards({sid: _backwards(each) for sid, each in experience.items()})) == pack(experience)


def backwards(each: Mapping[Any, Any]) -> dict[Any, Any]:
    return dict(reversed([*each.items()]))


def _backwards(each: QueueState) -> QueueState:
    return replace(
        each,
        served_seconds=backwards(each.served_seconds),
        sharing=backwards(each.sharing),
        calibrations=backwards(each.calibrations),
    )


def test_nothing_learned_is_nothing_read() -> None:
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


def test_of_queues_that_share_agents_those_that_share_most_are_written_down() -> None:
    shares = {queue_sid(number): number / 10 for number in range(1, 10)}

    found = unpack(pack({SALES: replace(KNOWN, sharing=shares)}))[SALES].sharing

    assert found == {queue_sid(number): number / 10 for number in range(9, 9 - MAX_SHARED_WITH, -1)}


def test_a_share_that_rounds_to_nothing_is_not_worth_an_sid() -> None:
    assert unpack(pack({SALES: replace(KNOWN, sharing={CLAIMS: 0.0099})}))[SALES].sharing == {}


@pytest.mark.parametrize("version", ["[0]", "[2]", "[]", "[1,1]", '["1"]', "1", "null", "{}", "", "[", "[" * 10**5])
def test_another_version_gives_nothing(version: str) -> None:
    assert VERSION == 1
    assert unpack(written(version, with_field(1, 7))) == {}


@pytest.mark.parametrize(
    "garbage", [b"", b"x", b"\x78\x9c", pack({SALES: KNOWN})[:-5], zlib.compress(b"\xff\xfe"), zlib.compress(b"")]
)
def test_garbage_gives_nothing(garbage: bytes) -> None:
    assert unpack(garbage) == {}


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_whatever_bytes_there_are_nothing_is_read_of_them(raw: bytes, content: bytes) -> None:
    assert unpack(raw) == {}
    assert unpack(zlib.compress(content)) == {}


@pytest.mark.parametrize(
    "line",
    [
        *("", "{", "null", "17", "[]", "{}", '"text"', "[" * 10**5),
        *with_fields(1, None, "many", -1, [], {}, float("nan"), float("inf"), 10**400),
        *(with_field(number, -1) for number in (2, 3, 4, 5)),
        *with_fields(6, [], [1.0] * (BANDS - 1), [1.0] * BANDS + [1.0], None, 3, [-1.0] * BANDS),
        *with_fields(7, [], [1.0] * (BANDS + 1), [None] * BANDS, ["1"] * BANDS),
        *with_fields(8, [], None, {"high": 3.0}, {"20": -3.0}, {"20": None}),
        *with_fields(9, [], None, {CLAIMS: -0.5}, {CLAIMS: "all"}),
        *with_fields(10, [], {"0": []}, {"0": [1, 2, 3]}, {"0": [1, 2, 3, 4, 5]}, {"0": 4}),
        *(with_field(10, {"0": each}) for each in ([-1, 2, -1, 1], [1, -2, -1, 1], [1, 2, None, 1], [1, 2, -1, "1"])),
        with_field(10, {"x": [1, 2, -1, 1]}),
        json.dumps([*json.loads(with_field(1, 7)), "one more"]),
        json.dumps(json.loads(with_field(1, 7))[:-1]),
    ],
    ids=lambda line: line[:60],
)
def test_a_malformed_line_costs_only_itself(line: str) -> None:
    version, claims = zlib.decompress(pack({CLAIMS: KNOWN})).decode().split("\n")

    assert unpack(written(version, line, claims)) == unpack(pack({CLAIMS: KNOWN}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.integers(0, 9), JSON)
def test_any_json_in_any_place_is_read_as_numbers_that_make_sense_or_not_at_all(number: int, value: Any) -> None:
    found = unpack(written(f"[{VERSION}]", with_field(number, value)))

    for each in found.values():
        assert each.handle_seconds > 0
        assert min(each.busy_seconds, each.calls, *each.abandonments, *each.exposure_seconds) >= 0
        assert min([0.0, *each.served_seconds.values(), *each.sharing.values()]) >= 0


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
