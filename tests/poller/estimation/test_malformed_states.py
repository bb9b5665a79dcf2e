"""Stored states that are malformed, or of another version: each costs only itself."""

import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.estimation.state_format import VERSION, pack, unpack
from poller.estimation.statistics import BANDS
from tests.poller.estimation.stored_states import CLAIMS, KNOWN, SALES, with_field, with_fields, written


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
