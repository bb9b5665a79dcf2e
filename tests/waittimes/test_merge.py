from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.fakes.waits import queue_sid, wait_of
from waittimes.page import FUTURE_TOLERANCE_SECONDS, Page, merge, newest_time, pack
from waittimes.wait import Wait

NOW = 10_000.0
SIDS = tuple(queue_sid(number) for number in range(5))
EMPTY = Page(version=3, measured_at=0.0, rows=pack([]))


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll: when TaskRouter listed which queues, and when the poll measured which of them."""

    listed_at: float
    listed: frozenset[str]
    fresh: Mapping[str, Wait]

    def merged_into(self, page: Page, now: float = NOW) -> Page:
        merged = merge(page, self.fresh, listed=self.listed, listed_at=self.listed_at, now=now)
        newest = newest_time(page, listed_at=self.listed_at, now=now)
        return Page(version=(page.version or 0) + 1, measured_at=newest, rows=pack(merged.values()))


def measured(number: int, at: float) -> Wait:
    """Return a wait whose estimate depends on the time of measuring, so that no two are equal."""
    return wait_of(number, measured_at=at, pending=int(at))


def poll(listed_at: float, measured_at: Mapping[int, float], *, unmeasured: tuple[int, ...] = ()) -> Poll:
    """Return a poll that measured these queues at these times, and listed others besides."""
    waits = (measured(number, at) for number, at in measured_at.items())
    listed = frozenset(queue_sid(number) for number in (*measured_at, *unmeasured))
    return Poll(listed_at, listed, {wait.queue_sid: wait for wait in waits})


def stored(measured_at: Mapping[int, float]) -> Page:
    return poll(0, measured_at).merged_into(EMPTY, now=max(measured_at.values(), default=0))


def times(page: Page) -> dict[int, float]:
    return {SIDS.index(sid): wait.measured_at for sid, wait in page.waits().items()}


def polls_between(earliest: int, latest: int) -> st.SearchStrategy[Poll]:
    """Return a strategy for polls that list queues in this time, and measure some of them within a hundred seconds."""
    return st.builds(
        lambda listed_at, took, unmeasured: poll(
            listed_at, {number: float(listed_at + seconds) for number, seconds in took.items()}, unmeasured=unmeasured
        ),
        st.integers(earliest, latest),
        st.dictionaries(st.integers(0, 4), st.integers(0, 100)),
        st.lists(st.integers(0, 4), max_size=4).map(tuple),
    )


quick = settings(max_examples=50)
PAGES = st.dictionaries(st.integers(0, 4), st.integers(1, 5000).map(float)).map(stored)


def test_a_measured_queue_is_written() -> None:
    page = poll(100, {0: 101.0, 1: 102.0}).merged_into(EMPTY)

    assert times(page) == {0: 101.0, 1: 102.0}


def test_a_queue_that_was_listed_but_not_measured_keeps_its_value_and_its_age() -> None:
    page = poll(100, {0: 101.0}, unmeasured=(1,)).merged_into(stored({0: 40.0, 1: 41.0}))

    assert page.waits() == {SIDS[0]: measured(0, 101.0), SIDS[1]: measured(1, 41.0)}


def test_a_queue_that_is_no_longer_listed_disappears() -> None:
    page = poll(100, {0: 101.0}).merged_into(stored({0: 40.0, 1: 41.0}))

    assert times(page) == {0: 101.0}


def test_a_queue_created_after_an_older_poll_had_listed_stays() -> None:
    page = poll(100, {0: 101.0}).merged_into(stored({0: 40.0, 1: 160.0}))

    assert times(page) == {0: 101.0, 1: 160.0}


def test_a_queue_that_a_newer_poll_has_left_out_does_not_come_back() -> None:
    newer = poll(160, {0: 161.0}).merged_into(stored({0: 40.0, 1: 41.0}))

    assert times(poll(100, {0: 101.0, 1: 102.0}).merged_into(newer)) == {0: 161.0}


def test_it_does_not_come_back_even_where_the_newer_poll_measured_nothing() -> None:
    newer = poll(160, {}, unmeasured=(0,)).merged_into(stored({0: 40.0, 1: 41.0}))

    assert times(poll(100, {0: 101.0, 1: 102.0}).merged_into(newer)) == {0: 101.0}


def test_a_value_from_a_clock_that_was_wrong_gives_way() -> None:
    page = poll(100, {0: 101.0}).merged_into(stored({0: 90_000.0}), now=150)

    assert times(page) == {0: 101.0}


def test_a_clock_that_runs_ahead_a_little_is_believed() -> None:
    ahead = 150 + FUTURE_TOLERANCE_SECONDS

    assert times(poll(100, {0: 101.0}).merged_into(stored({0: ahead}), now=150)) == {0: ahead}


def test_a_deleted_queue_from_a_clock_that_was_wrong_disappears() -> None:
    page = poll(100, {0: 101.0}).merged_into(stored({1: 90_000.0}), now=150)

    assert times(page) == {0: 101.0}


def test_a_page_from_a_clock_that_was_wrong_does_not_keep_new_queues_out() -> None:
    page = poll(100, {0: 101.0}, unmeasured=(1,)).merged_into(stored({1: 90_000.0}), now=150)

    assert times(page) == {0: 101.0, 1: 90_000.0}
    assert page.measured_at == 100.0


@quick
@given(PAGES, polls_between(1, 5000))
def test_an_older_value_never_replaces_a_newer_one(page: Page, late: Poll) -> None:
    before, after = times(page), times(late.merged_into(page))

    for number in before.keys() & after.keys():
        assert after[number] >= before[number]


@quick
@given(PAGES, polls_between(1, 5000))
def test_every_value_that_stays_is_one_that_was_measured(page: Page, late: Poll) -> None:
    known = page.waits()

    for sid, wait in late.merged_into(page).waits().items():
        assert wait in (known.get(sid), late.fresh.get(sid))


@quick
@given(PAGES, polls_between(1, 5000))
def test_nothing_but_what_was_listed_or_is_newer_stays(page: Page, late: Poll) -> None:
    for sid, wait in late.merged_into(page).waits().items():
        assert sid in late.listed or wait.measured_at > late.listed_at


@quick
@given(PAGES, polls_between(1, 5000), st.floats(0, 0.001))
def test_merging_the_same_poll_again_changes_nothing(page: Page, late: Poll, fraction: float) -> None:
    fresh = {sid: measured(SIDS.index(sid), wait.measured_at + fraction) for sid, wait in late.fresh.items()}
    uneven = Poll(late.listed_at, late.listed, fresh)

    once = uneven.merged_into(page)
    twice = uneven.merged_into(once)

    assert twice.rows == once.rows


@quick
@given(PAGES, polls_between(5000, 5050), polls_between(5000, 5050))
def test_two_polls_that_list_the_same_leave_the_same_in_any_order(page: Page, one: Poll, two: Poll) -> None:
    listed = one.listed | two.listed
    known_or_twice = page.waits().keys() | (one.fresh.keys() & two.fresh.keys())
    assume(one.fresh.keys() | two.fresh.keys() <= known_or_twice)
    assume(all(one.fresh[sid].measured_at != two.fresh[sid].measured_at for sid in one.fresh.keys() & two.fresh))
    first, second = Poll(one.listed_at, listed, one.fresh), Poll(two.listed_at, listed, two.fresh)

    assert times(second.merged_into(first.merged_into(page))) == times(first.merged_into(second.merged_into(page)))


@quick
@given(PAGES, polls_between(5000, 5100), polls_between(5200, 5300))
def test_what_a_newer_poll_left_out_never_comes_back(page: Page, older: Poll, newer: Poll) -> None:
    after = times(older.merged_into(newer.merged_into(page)))

    assert {SIDS[number] for number in after} <= newer.listed


@quick
@given(PAGES, polls_between(1, 5000))
def test_the_future_is_never_believed(page: Page, poll_now: Poll) -> None:
    now = max((wait.measured_at for wait in poll_now.fresh.values()), default=poll_now.listed_at)

    after = poll_now.merged_into(page, now=now)

    assert after.measured_at <= now + FUTURE_TOLERANCE_SECONDS
    for sid in poll_now.fresh.keys() & after.waits().keys():
        assert after.waits()[sid].measured_at <= now + FUTURE_TOLERANCE_SECONDS
