"""TaskRouter refuses to split the window by waits: the poller asks without the split, and never with it again."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from poller.taskrouter.client import Refusals, TaskRouter
from poller.taskrouter.port import TaskRouterError
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from simulator.server import serve
from tests.fakes.statistics_source import cumulative
from tests.fakes.waits import WORKSPACE
from tests.poller.stand_in import ACCOUNT, ALL_AT_ONCE, QUICK, SALES, entry, listed, text
from waittimes.deadline import Deadline

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Call = Callable[[TaskRouter], Any]
CALLS: dict[str, tuple[Call, "WSGIApplication"]] = {
    "list": (lambda taskrouter: taskrouter.page(WORKSPACE), listed(entry(SALES))),
    "alone": (lambda taskrouter: taskrouter.cumulative(WORKSPACE, SALES), text(json.dumps(cumulative(330)))),
}
EVERY_CALL = pytest.mark.parametrize(("call", "answer"), CALLS.values(), ids=CALLS)


@dataclass
class Strict:
    """A server that answers this, and another status to every request that would split, or to all."""

    answer: "WSGIApplication"
    status: int = 400
    refuses_all: bool = False
    splits: list[bool] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.splits.append("SplitByWaitTime=" in environ["QUERY_STRING"])
        refused = text(json.dumps({"code": 20001, "status": self.status}), f"{self.status} NO")
        return (refused if self.refuses_all or self.splits[-1] else self.answer)(environ, start_response)


def taskrouter(url: str, refusals: Refusals) -> TaskRouter:
    connection = Connection(ACCOUNT, url, ALL_AT_ONCE, QUICK)
    return TaskRouter(ACCOUNT.sid, connection.until(Deadline.in_seconds(20), RequestCounts()), refusals)


@EVERY_CALL
def test_a_split_that_is_refused_is_done_without_in_this_poll_and_the_next(
    call: Call, answer: "WSGIApplication"
) -> None:
    refusals, server = Refusals(), Strict(answer)

    with serve(server) as url:
        assert call(taskrouter(url, refusals))
        assert call(taskrouter(url, refusals))

    assert server.splits == [True, False, False]


@EVERY_CALL
def test_a_request_that_is_refused_for_another_reason_keeps_its_split_for_the_next_time(
    call: Call, answer: "WSGIApplication"
) -> None:
    refusals, server = Refusals(), Strict(answer, refuses_all=True)

    with serve(server) as url:
        for _ in range(2):
            with pytest.raises(TaskRouterError, match="HTTP 400"):
                call(taskrouter(url, refusals))

    assert server.splits == [True, False, True, False]


@EVERY_CALL
def test_another_refusal_than_that_of_a_bad_request_is_no_reason_to_ask_without_the_split(
    call: Call, answer: "WSGIApplication"
) -> None:
    server = Strict(answer, status=404)

    with serve(server) as url, pytest.raises(TaskRouterError, match="HTTP 404"):
        call(taskrouter(url, Refusals()))

    assert server.splits == [True]


def test_what_one_request_is_refused_the_other_is_still_asked_for() -> None:
    refusals, (ask_list, a_list), (ask_alone, alone) = Refusals(), CALLS["list"], CALLS["alone"]
    with serve(Strict(a_list)) as url:
        ask_list(taskrouter(url, refusals))
    server = Strict(alone)

    with serve(server) as url:
        ask_alone(taskrouter(url, refusals))

    assert server.splits == [True, False]
