import json
import math
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.waits import MEASURED_AT, any_wait, queue_sid, wait_of
from waittimes.page import NO_PAGE, MalformedPage, Page, pack
from waittimes.wait import Basis, Estimate, Wait

SIDS = st.integers(0, 16**32 - 1).map(queue_sid)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(), values, max_size=4),
    max_leaves=8,
)


def page_of(*waits: Wait) -> Page:
    return Page(version=1, measured_at=MEASURED_AT, rows=pack(waits))


def page_with_lines(*lines: bytes) -> Page:
    return Page(version=1, measured_at=MEASURED_AT, rows=zlib.compress(b"\n".join(lines)))


def lines_of(*waits: Wait) -> list[bytes]:
    return zlib.decompress(pack(waits)).split(b"\n")


@settings(max_examples=50)
@given(st.lists(SIDS, unique=True, max_size=3).flatmap(lambda sids: st.tuples(*map(any_wait, sids))))
def test_what_is_packed_is_read_back(waits: tuple[Wait, ...]) -> None:
    page = page_of(*waits)

    assert page.waits() == {wait.queue_sid: wait for wait in waits}
    for wait in waits:
        assert page.wait(wait.queue_sid) == wait


@given(st.lists(SIDS, unique=True, min_size=1, max_size=6))
def test_a_page_knows_no_queue_that_was_not_packed(sids: list[str]) -> None:
    absent, *present = sids

    page = page_of(*(wait_of(0, queue_sid=sid) for sid in present))

    assert page.wait(absent) is None


@pytest.mark.parametrize("name", ["", '"', "a\nb", "a\r\u2028b", "\\", "待ち時間", "\U0001f4de", "\ud800", "a" * 5000])
def test_a_queue_may_have_any_name(name: str) -> None:
    page = page_of(wait_of(1), wait_of(2, queue_name=name), wait_of(3))

    assert page.wait(queue_sid(2)) == wait_of(2, queue_name=name)
    assert len(page.waits()) == 3


@pytest.mark.parametrize("basis", Basis)
def test_every_basis_is_kept(basis: Basis) -> None:
    assert page_of(wait_of(4, basis=basis)).wait(queue_sid(4)) == wait_of(4, basis=basis)


def test_what_is_not_known_stays_unknown() -> None:
    unknown = wait_of(5, basis=Basis.UNKNOWN, estimate=Estimate(None, None, 60), evidence={})

    assert page_of(unknown).wait(queue_sid(5)) == unknown


@pytest.mark.parametrize(
    ("evidence", "written"),
    [
        ({"ahead": 14, "per_minute": 3.1, "hangs_up": 0.11, "history": 210, "agents": 6.0}, [14, 3.1, 0.11, 210, 6.0]),
        ({"history": 210, "ahead": 0}, [0, None, None, 210]),
        ({}, []),
        ({"history": 210, "accepted": 17}, {"history": 210, "accepted": 17}),
    ],
)
def test_evidence_is_written_by_its_place_and_what_has_none_by_name(evidence: dict[str, float], written: Any) -> None:
    wait = wait_of(4, evidence=evidence)

    assert json.loads(lines_of(wait)[0])[13] == written
    assert page_of(wait).wait(queue_sid(4)) == wait


@pytest.mark.parametrize("evidence", [[1, 2, 3, 4, 5, 6, 7], ["14"], [True], [-1], {"ahead": None}, "14", 14, None])
def test_evidence_of_another_kind_is_malformed(evidence: Any) -> None:
    values = json.loads(lines_of(wait_of(4))[0])
    values[13] = evidence

    with pytest.raises(MalformedPage, match="line"):
        page_with_lines(json.dumps(values, separators=(",", ":")).encode()).wait(queue_sid(4))


def test_estimates_by_priority_are_kept() -> None:
    by_priority = {0: Estimate(300, 200, 400), 10: Estimate(45.5), -1: Estimate()}

    assert page_of(wait_of(6, by_priority=by_priority)).waits()[queue_sid(6)].by_priority == by_priority


def test_measuring_times_are_kept_to_the_millisecond() -> None:
    wait = page_of(wait_of(7, measured_at=1_790_000_000.12349)).wait(queue_sid(7))

    assert wait is not None
    assert wait.measured_at == 1_790_000_000.123


def test_the_same_waits_are_packed_to_the_same_bytes_in_whatever_order_they_come() -> None:
    assert pack([wait_of(8), wait_of(9), wait_of(1)]) == pack([wait_of(1), wait_of(8), wait_of(9)])


@pytest.mark.parametrize("seconds", [math.nan, math.inf])
def test_a_number_that_json_lacks_is_not_packed(seconds: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        pack([wait_of(1, estimate=Estimate(seconds))])


@pytest.mark.parametrize("asked", ["", "WQ", queue_sid(2)[:-1], queue_sid(2) + '"', f'{queue_sid(2)}",240', "\ud800"])
def test_only_a_whole_sid_finds_a_queue(asked: str) -> None:
    assert page_of(wait_of(1), wait_of(2)).wait(asked) is None


def test_no_page_knows_nothing() -> None:
    assert NO_PAGE.wait(queue_sid(1)) is None
    assert NO_PAGE.waits() == {}


@given(st.integers(0, 4), st.binary().filter(lambda line: b"\n" not in line))
def test_a_malformed_line_costs_only_its_own_queue(spoilt: int, garbage: bytes) -> None:
    waits = [wait_of(number) for number in range(5)]
    lines = lines_of(*waits)
    lines[spoilt] = garbage

    page = page_with_lines(*lines)

    del waits[spoilt]
    assert page.waits() == {wait.queue_sid: wait for wait in waits}
    assert all(page.wait(wait.queue_sid) == wait for wait in waits)
    assert page.wait(queue_sid(spoilt)) is None


@given(st.data())
def test_a_line_cut_short_is_malformed(data: st.DataObject) -> None:
    (line,) = lines_of(wait_of(3))
    cut = data.draw(st.integers(len(queue_sid(3)) + 4, len(line) - 1))

    page = page_with_lines(line[:cut])

    assert page.waits() == {}
    with pytest.raises(MalformedPage, match="line"):
        page.wait(queue_sid(3))


@given(st.data(), ANY_JSON)
def test_a_value_of_another_kind_never_raises_anything_but_malformed_page(data: st.DataObject, value: Any) -> None:
    values = json.loads(lines_of(wait_of(3))[0])
    values[data.draw(st.integers(1, len(values) - 1))] = value

    page = page_with_lines(json.dumps(values, separators=(",", ":")).encode())

    assert_readable_or_malformed(page, queue_sid(3))


@pytest.mark.parametrize("column", range(1, 15))
@pytest.mark.parametrize("text", ["true", "-1", "NaN", "Infinity", "1e999", "1" * 400, "1" * 5000, "[" * 5000, '"12"'])
def test_a_strange_number_never_raises_anything_but_malformed_page(column: int, text: str) -> None:
    values = [json.dumps(value) for value in json.loads(lines_of(wait_of(3))[0])]
    values[column] = text

    page = page_with_lines(f"[{','.join(values)}]".encode())

    assert_readable_or_malformed(page, queue_sid(3))


@pytest.mark.parametrize("column", [4, 5, 6, 7, 8, 10])
@pytest.mark.parametrize("text", ["true", "-1", "3.5", "null", '"3"', "1" * 20])
def test_what_is_counted_is_a_whole_number(column: int, text: str) -> None:
    values = [json.dumps(value) for value in json.loads(lines_of(wait_of(3))[0])]
    values[column] = text

    page = page_with_lines(f"[{','.join(values)}]".encode())

    with pytest.raises(MalformedPage, match="line"):
        page.wait(queue_sid(3))


@given(st.binary())
def test_bytes_of_any_kind_never_raise_anything_but_malformed_page(rows: bytes) -> None:
    for each in (rows, zlib.compress(rows), pack([wait_of(3)]) + rows, pack([wait_of(3)])[: len(rows)]):
        assert_readable_or_malformed(Page(version=1, measured_at=0.0, rows=each), queue_sid(3))


def assert_readable_or_malformed(page: Page, sid: str) -> None:
    """Assert that the wait is usable, or that reading it raises MalformedPage and a merge leaves it out."""
    known = page.waits()
    try:
        wait = page.wait(sid)
    except MalformedPage:
        assert sid not in known
    else:
        assert known.get(sid) == wait
        assert wait is None or math.isfinite(wait.age_seconds(MEASURED_AT) + wait.answered + wait.pending)
