"""Lists come in pages; clients follow the URL of the next page as it stands."""

from collections.abc import Iterator
from string import ascii_letters
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from simulator.api.pagination import page
from simulator.centre.sids import sid
from tests.simulator.api.stand_in_api import ACCOUNT_SID, TOKEN, Exchange, exchange

NAMES = ascii_letters[:23]


@pytest.fixture(scope="module")
def api() -> Iterator[Exchange]:
    with exchange(NAMES) as running:
        yield running


@pytest.fixture(autouse=True)
def _as_twilios_document_says(api: Exchange) -> Iterator[None]:
    yield
    assert api.oracle.violations == []


def _get(url: str) -> dict[str, object]:
    body: dict[str, object] = requests.get(url, auth=(ACCOUNT_SID, TOKEN), timeout=5).json()
    return body


def test_twilios_package_streams_every_queue_once_over_several_pages(api: Exchange) -> None:
    before = api.oracle.requests
    entries = list(api.workspace().task_queues.statistics.stream(page_size=5, minutes=15, task_channel="voice"))

    assert [entry.task_queue_sid for entry in entries] == [sid("WQ", name) for name in NAMES]
    assert api.oracle.requests - before == 5


@pytest.mark.parametrize("part", ["task_queues", "activities", "workflows"])
def test_the_other_lists_come_in_pages_too(api: Exchange, part: str) -> None:
    whole = [each.sid for each in getattr(api.workspace(), part).list()]
    paged = [each.sid for each in getattr(api.workspace(), part).stream(page_size=2)]

    assert paged == whole
    assert len(whole) >= 1


def test_meta_links_pages_on_the_apis_own_host_and_keeps_the_question(api: Exchange) -> None:
    first = _get(f"{api.workspace_url}/TaskQueues/Statistics?Minutes=30&TaskChannel=voice&PageSize=10")
    meta = first["meta"]
    assert isinstance(meta, dict)

    assert (meta["page"], meta["page_size"], meta["key"]) == (0, 10, "task_queues_statistics")
    assert meta["previous_page_url"] is None
    assert meta["next_page_url"].startswith(f"{api.workspace_url}/TaskQueues/Statistics?")
    asked = parse_qs(urlsplit(meta["next_page_url"]).query)
    assert (asked["Minutes"], asked["TaskChannel"], asked["Page"], asked["PageSize"]) == (
        ["30"],
        ["voice"],
        ["1"],
        ["10"],
    )
    second = _get(meta["next_page_url"])["meta"]
    assert isinstance(second, dict)
    assert _get(second["previous_page_url"]) == _get(meta["first_page_url"])
    third = _get(second["next_page_url"])["meta"]
    assert isinstance(third, dict)
    assert third["next_page_url"] is None
    assert _get(third["previous_page_url"]) == _get(meta["next_page_url"])


def test_a_page_that_ends_with_the_list_is_the_last(api: Exchange) -> None:
    meta = _get(f"{api.workspace_url}/TaskQueues?PageSize=23")["meta"]

    assert isinstance(meta, dict)
    assert meta["next_page_url"] is None


@given(st.integers(0, 60), st.integers(1, 25))
def test_following_the_pages_shows_every_item_once_in_order(items: int, size: int) -> None:
    named = {f"WQ{number:032x}": number for number in range(items)}
    shown: list[int] = []
    arguments: dict[str, str] = {"PageSize": str(size), "Minutes": "15"}
    for _ in range(items // size + 1):
        each = page("http://desk/list", arguments, "numbers", named, lambda number: number)
        shown += each["numbers"]
        if each["meta"]["next_page_url"] is None:
            break
        arguments = {
            name: values[0] for name, values in parse_qs(urlsplit(each["meta"]["next_page_url"]).query).items()
        }

    assert shown == list(range(items))
