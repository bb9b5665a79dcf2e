"""A workspace is read part by part: a part that fails does not affect the others."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from poller.taskrouter.port import IncompleteWorkspace
from tests.fakes.waits import WORKSPACE, queue_sid
from tests.poller.stand_in import (
    CLAIMS,
    SALES,
    StandIn,
    reach,
    text,
    workspace_parts,
)

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


def test_a_catalogue_takes_names_as_texts_and_multi_tasking_for_granted(twilio: StandIn) -> None:
    twilio.answers = workspace_parts(twilio)

    workspace = reach(twilio.url).workspace(WORKSPACE, now=17)

    assert workspace.queue_names == {SALES: "Sales", CLAIMS: "42"}
    assert workspace.multi_tasking


PARTS = ["/TaskQueues", "PageToken=PT2", "/Activities", WORKSPACE]


def incomplete(twilio: StandIn, *, seconds: float = 20) -> IncompleteWorkspace:
    with pytest.raises(IncompleteWorkspace) as failed:
        reach(twilio.url, seconds=seconds).workspace(WORKSPACE, now=17)
    return failed.value


@pytest.mark.parametrize("part", PARTS)
def test_a_workspace_of_which_a_part_fails_holds_the_other_parts_and_says_what_failed(
    twilio: StandIn, part: str
) -> None:
    twilio.answers = workspace_parts(twilio) | {part: text("{}", "500 INTERNAL SERVER ERROR")}

    error = incomplete(twilio)

    assert (error.status, str(error)) == (500, "HTTP 500")
    names = {"/TaskQueues": {}, "PageToken=PT2": {SALES: "Sales"}}
    assert error.partial.queue_names == names.get(part, {SALES: "Sales", CLAIMS: "42"})
    assert error.partial.multi_tasking


def test_half_a_workspace_is_no_evidence_that_a_queue_was_deleted(twilio: StandIn) -> None:
    twilio.answers = workspace_parts(twilio) | {"PageToken=PT2": text("{}", "400 BAD REQUEST")}

    assert incomplete(twilio).partial.read_at == 0


@pytest.mark.parametrize("part", PARTS)
def test_activities_are_not_known_unless_they_and_the_queues_could_be_read(twilio: StandIn, part: str) -> None:
    """In a single-tasking workspace the queues name the Activities of busy workers."""
    twilio.answers = workspace_parts(twilio) | {part: text("<p>", content_type="text/html")}

    known = incomplete(twilio).partial.available_activities

    assert (known is None) == (part != WORKSPACE)


def queues_page(next_page_url: str, *numbers: int) -> "WSGIApplication":
    queues = [{"sid": queue_sid(number), "friendly_name": f"Queue {number}"} for number in numbers]
    return text(json.dumps({"meta": {"key": "task_queues", "next_page_url": next_page_url}, "task_queues": queues}))


@pytest.mark.parametrize("next_token", ["", "?PageToken=A", "?PageToken=B"], ids=["no token", "itself", "each other"])
def test_pages_in_a_circle_are_read_once_and_what_they_hold_is_known(twilio: StandIn, next_token: str) -> None:
    path = f"{twilio.url}/v1/Workspaces/{WORKSPACE}/TaskQueues"
    twilio.answers = workspace_parts(twilio) | {
        "/TaskQueues": queues_page(f"{path}?PageToken=A", 1, 2),
        "?PageToken=A": queues_page(f"{path}{next_token}", 3, 4),
        "?PageToken=B": queues_page(f"{path}?PageToken=A", 5),
    }

    error = incomplete(twilio)

    expected = {1, 2, 3, 4} | ({5} if next_token == "?PageToken=B" else set())
    assert set(error.partial.queue_names) == {queue_sid(number) for number in expected}
    assert str(error) in {"its pages go in a circle", "a page adds nothing and is not the last"}
    assert len([path for path in twilio.asked if "/TaskQueues" in path]) <= 4


class EndlessList:
    """A list whose every page names another one, of `per_page` entries that are new each time or the same."""

    def __init__(self, per_page: int, *, is_new: bool) -> None:
        self.per_page, self.is_new, self.pages, self.url = per_page, is_new, 0, ""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        first = self.pages * self.per_page if self.is_new else 0
        self.pages += 1
        page = queues_page(f"{self.url}/TaskQueues?PageToken={self.pages}", *range(first, first + self.per_page))
        return page(environ, start_response)


@pytest.mark.parametrize(("is_new", "pages"), [(True, 5), (False, 2)], ids=["ever-new queues", "ever-new tokens"])
def test_a_list_of_queues_without_an_end_is_left_at_twilios_own_limit(
    twilio: StandIn, pages: int, *, is_new: bool
) -> None:
    endless = EndlessList(1000, is_new=is_new)
    endless.url = f"{twilio.url}/v1/Workspaces/{WORKSPACE}"
    twilio.answers = workspace_parts(twilio) | {"/TaskQueues": endless}

    error = incomplete(twilio)

    assert endless.pages == pages
    assert len(error.partial.queue_names) == (5000 if is_new else 1000)
    assert str(error) == ("it goes on after 5000 entries" if is_new else "a page adds nothing and is not the last")
