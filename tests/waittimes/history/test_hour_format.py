import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.histories import HOUR_AT, SALES, SUPPORT, any_points, at, point_of, total_of
from waittimes.history.hour_format import MalformedHour, pack, tail
from waittimes.history.point import STEP_SECONDS, StoredPoint
from waittimes.history.unpacking import unpack

TAILS = st.integers(0, 16**12 - 1).map("{:012x}".format)
HOURS = st.dictionaries(TAILS, any_points(), max_size=4)
SALES_HOUR = {
    tail(SALES): {
        at(0): StoredPoint(point_of(0), {0: total_of(5), 7: total_of(900)}),
        at(3): StoredPoint(point_of(3, estimate_seconds=None), {0: total_of(6)}),
    },
    tail(SUPPORT): {at(11): StoredPoint(point_of(11, waiting=70_000))},
}


@given(HOURS)
def test_what_is_packed_is_unpacked(hour: dict[str, dict[int, StoredPoint]]) -> None:
    assert unpack(pack(hour, HOUR_AT), HOUR_AT) == {name: points for name, points in hour.items() if points}


@given(HOURS, st.sets(TAILS, max_size=2))
def test_wanted_queues_are_unpacked_alone(hour: dict[str, dict[int, StoredPoint]], absent: set[str]) -> None:
    wanted = {*sorted(hour)[::2], *absent}

    found = unpack(pack(hour, HOUR_AT), HOUR_AT, wanted)

    assert found == {name: points for name, points in hour.items() if points and name in wanted}


def test_the_same_points_give_the_same_bytes_in_whatever_order_they_come() -> None:
    turned = {name: dict(reversed(points.items())) for name, points in reversed(SALES_HOUR.items())}

    assert pack(turned, HOUR_AT) == pack(SALES_HOUR, HOUR_AT)


def test_points_of_another_hour_are_left_out() -> None:
    beside = {moment: StoredPoint(point_of(slots)) for slots in (-1, 12) if (moment := at(slots))}

    assert unpack(pack({tail(SALES): beside}, HOUR_AT), HOUR_AT) == {}


def test_an_hour_without_a_point_is_packed_too() -> None:
    assert unpack(pack({}, HOUR_AT), HOUR_AT) == {}


@given(st.binary(max_size=60))
def test_any_bytes_are_an_hour_or_malformed(content: bytes) -> None:
    for rows in (content, zlib.compress(content), zlib.compress(b"\x01" + content)):
        try:
            found = unpack(rows, HOUR_AT)
        except MalformedHour:
            continue
        assert all(0 <= moment - HOUR_AT < 12 * STEP_SECONDS for points in found.values() for moment in points)


def test_an_hour_of_which_a_byte_is_missing_or_another_is_malformed_and_nothing_else() -> None:
    whole = zlib.decompress(pack(SALES_HOUR, HOUR_AT))
    broken = [whole[:length] for length in range(len(whole))] + [whole + b"\0"]
    for content in broken:
        with pytest.raises(MalformedHour):
            unpack(zlib.compress(content), HOUR_AT)
    for place in range(len(whole)):
        with contextlib.suppress(MalformedHour):
            unpack(zlib.compress(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :]), HOUR_AT)


@pytest.mark.parametrize("rows", [b"", b"not compressed", zlib.compress(b""), pack(SALES_HOUR, HOUR_AT)[:-5]])
def test_rows_that_do_not_decompress_are_malformed(rows: bytes) -> None:
    with pytest.raises(MalformedHour):
        unpack(rows, HOUR_AT)


def test_an_item_that_unpacks_to_more_than_any_hour_is_malformed() -> None:
    with pytest.raises(MalformedHour, match="cut off"):
        unpack(zlib.compress(bytes(20_000_000)), HOUR_AT)


def test_another_format_is_malformed() -> None:
    with pytest.raises(MalformedHour, match="format"):
        unpack(zlib.compress(b"\x02" + zlib.decompress(pack(SALES_HOUR, HOUR_AT))[1:]), HOUR_AT)
