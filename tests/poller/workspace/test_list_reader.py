"""The list of statistics ends somewhere, even if TaskRouter's pages do not."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poller.taskrouter.pagination import MOST_QUEUES
from poller.taskrouter.port import ListPage, TaskRouterError
from poller.workspace import list_reader
from poller.workspace.list_reader import Listing
from tests.fakes.statistics_source import FakeStatisticsSource, cumulative, realtime
from tests.fakes.waits import WORKSPACE, queue_sid

PageAt = Callable[[str], ListPage]


class Pages(FakeStatisticsSource):
    """A TaskRouter whose list of statistics has the pages of the test's choosing."""

    def __init__(self, at: PageAt) -> None:
        super().__init__({})
        self._at = at
        self.asked: list[str] = []

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        assert workspace_sid == WORKSPACE
        self.asked.append(url)
        assert len(self.asked) < 100
        return self._at(url)


def page(numbers: range, next_url: str) -> ListPage:
    return ListPage(tuple((queue_sid(number), realtime(), cumulative(60)) for number in numbers), next_url)


def read(at: PageAt, begin_at: str = "") -> tuple[Listing, list[str]]:
    source = Pages(at)
    return list_reader.read(source, WORKSPACE, lambda: 0.0, begin_at=begin_at), source.asked


def test_ever_new_tokens_of_the_same_page_are_left_at_the_second() -> None:
    listing, asked = read(lambda url: page(range(3), f"{url}+"))

    assert asked == ["", "+"]
    assert listing.failures == ["a page adds nothing and is not the last"]
    assert (len(listing.found), listing.complete, listing.stopped_at) == (3, False, "")


def test_ever_new_queues_are_left_at_twilios_own_limit() -> None:
    listing, asked = read(lambda url: page(range(500 * len(url), 500 * len(url) + 500), f"{url}+"))

    assert (len(asked), len(listing.found)) == (10, MOST_QUEUES)
    assert listing.failures == [f"it goes on after {MOST_QUEUES} entries"]


def test_as_many_queues_as_twilio_allows_are_a_complete_list() -> None:
    listing, _ = read(
        lambda url: page(range(1000 * len(url), 1000 * len(url) + 1000), f"{url}+" if len(url) < 4 else "")
    )

    assert (len(listing.found), listing.complete, listing.failures) == (MOST_QUEUES, True, [])


def test_a_page_that_is_refused_makes_the_list_start_over_once() -> None:
    def at(url: str) -> ListPage:
        if url:
            raise TaskRouterError("HTTP 400", 400)
        return page(range(3), "expired")

    listing, asked = read(at, begin_at="expired")

    assert asked == ["expired", "", "expired"]
    assert (len(listing.found), listing.failures) == (3, ["HTTP 400"])


LINKS = st.dictionaries(st.sampled_from(["", "a", "b", "c", "d"]), st.sampled_from(["", "a", "b", "c", "d", "e"]))


@given(links=LINKS, begin_at=st.sampled_from(["", "a", "c"]), sizes=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_reading_ends_however_pages_are_linked(links: Mapping[str, str], begin_at: str, sizes: list[int]) -> None:
    def at(url: str) -> ListPage:
        number = "abcde".find(url) + 1 if url else 0
        return page(range(10 * number, 10 * number + sizes[number]), links.get(url, ""))

    listing, asked = read(at, begin_at)

    assert len(asked) <= len(set(asked)) + 1
    assert listing.complete == (not listing.failures)


@pytest.mark.parametrize("begin_at", ["", "b"])
def test_every_page_is_read_once_wherever_reading_begins(begin_at: str) -> None:
    following = {"": "a", "a": "b", "b": "c", "c": ""}

    listing, asked = read(
        lambda url: page(range(len(url) + ord(url or "A"), ord(url or "A") + 2), following[url]), begin_at
    )

    assert sorted(asked) == ["", "a", "b", "c"]
    assert asked[0] == begin_at
    assert listing.complete
