"""`make bench-phone`: a warm call through Zappa's handler, beside a bare Flask route that makes the same GetItem.

DynamoDB's stand-in answers at once, over loopback. The bare route asks it by botocore, the phone by its own client. All
kinds of call are interleaved in one run; ratios of medians matter, milliseconds are this machine's.
"""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response
from zappa.handler import LambdaHandler
from zappa.middleware import ZappaWSGIMiddleware

from benchmarks.zappa_handler import answers_through, zappa_handler
from ivr.app import create_app
from ivr.dynamodb.table import open_table
from ivr.switch import KEY
from simulator.caller.phone.signing import Token
from tests.fakes.faulty_dynamodb import Item, faulty_dynamodb
from waittimes import aws
from waittimes.page import pack
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.secret import Secret
from waittimes.table import Table
from waittimes.wait import Basis, Estimate, Wait

CALLS = 800
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
WARM_UP_CALLS = 50
NOW = 1_795_000_000.0
HOST = "waits.example.com"
SECRET = "a-token-for-the-benchmark"  # noqa: S105 - opens nothing
CALLS_BACK, OFFERED = "line that calls back", "callback offered"
MOST_MORE_MS = 2.0
"""What callbacks may add to a call."""
QUEUES_ON_A_PAGE = 32
"""What a page holds in a workspace of 500 task queues."""
FORM = {"CallSid": "CA" + "1" * 32, "To": "+15550100001", "From": "+15550177777", "CallStatus": "ringing"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of call: the app that answers it, and the line it asks for in each round."""

    name: str
    app: Callable[..., Any]
    line_name: Callable[[int], str]


class EveryPage(dict[str, Item]):
    """A table in which every key leads to the same page, and no line is muted."""

    def __init__(self, page: Item) -> None:
        super().__init__()
        self._page = page

    def get(self, key: str, _default: Any = None) -> Any:
        """Return the page, or nothing for the mute switch and for callbacks, of which none is pending."""
        return None if key == KEY or key.startswith("callback") else self._page


def main() -> None:
    """Measure and print the table; exit with 1 if a target is missed."""
    logging.disable(logging.INFO)
    with faulty_dynamodb(EveryPage(_page())) as dynamodb:
        os.environ |= ENVIRONMENT | {"AWS_ENDPOINT_URL": dynamodb.address}
        client = aws.client("dynamodb", connect_seconds=0.2, read_seconds=0.3, attempts=1)
        # The metrics of offers are part of their cost, and would fill the screen.
        with redirect_stdout(StringIO()):
            seconds = _measured(client, open_table(os.environ, "waits"))
        is_met = _report(seconds)
    sys.exit(not is_met)


def _measured(client: Any, table: Table) -> dict[str, list[float]]:
    handler = zappa_handler()
    account = _account()
    lines = tuple(_line(f"line-{number}", account, number) for number in range(CALLS + WARM_UP_CALLS))
    kinds = (
        Kind("bare route, one GetItem", _bare(client), lambda _: "line-0"),
        Kind("page read", _phone(table, lines), lambda turn: f"line-{turn}"),
        Kind("page and switch read", _phone(table, lines, step_seconds=6.0), lambda _: "line-0"),
        Kind(CALLS_BACK, _phone(table, _calling_back(lines, above_minutes=60)), lambda turn: f"line-{turn}"),
        Kind(OFFERED, _phone(table, _calling_back(lines, above_minutes=3)), lambda turn: f"line-{turn}"),
        Kind("page in memory", _phone(table, lines), lambda _: "line-0"),
    )
    seconds: dict[str, list[float]] = {kind.name: [] for kind in kinds}
    for turn in range(CALLS + WARM_UP_CALLS):
        first = turn % len(kinds)
        for kind in (*kinds[first:], *kinds[:first]):
            took = _timed(handler, kind, turn)
            if turn >= WARM_UP_CALLS:
                seconds[kind.name].append(took)
    return seconds


def _report(seconds: Mapping[str, list[float]]) -> bool:
    medians = {name: statistics.median(each) for name, each in seconds.items()}
    bare = medians["bare route, one GetItem"]
    print(f"{CALLS} calls of each kind, interleaved; Zappa's handler, REST API events, DynamoDB on loopback")
    print(f"{'':26}{'median ms':>11}{'p95 ms':>9}{'ratio':>8}{'target':>8}")
    targets = {"page read": 1.5, "page in memory": 0.7}
    for name, median in medians.items():
        slow = statistics.quantiles(seconds[name], n=20)[-1]
        target = f"{targets[name]:.1f}" if name in targets else ""
        print(f"{name:26}{median * 1000:11.3f}{slow * 1000:9.3f}{median / bare:8.2f}{target:>8}")
    more_ms = {name: (medians[name] - medians["page read"]) * 1000 for name in (CALLS_BACK, OFFERED)}
    for name, more in more_ms.items():
        print(f"{name}: {more:+.3f} ms to a page read (target {MOST_MORE_MS:+.0f})")
    return max(more_ms.values()) <= MOST_MORE_MS and all(
        medians[name] / bare <= target for name, target in targets.items()
    )


def _timed(handler: LambdaHandler, kind: Kind, turn: int) -> float:
    event = _event(kind.line_name(turn))
    began = time.perf_counter()
    answer = answers_through(handler, kind.app, event)
    took = time.perf_counter() - began
    if answer["statusCode"] != 200:  # noqa: PLR2004 - the only one that counts
        raise RuntimeError(f"{kind.name} answered {answer['statusCode']}")
    return took


def _event(line_name: str) -> dict[str, Any]:
    path = f"/voice/{line_name}"
    signed = Token(SECRET).headers(f"https://{HOST}{path}", FORM.items())
    headers = {
        "Host": HOST,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-Proto": "https",
        **signed,
    }
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"path": path, "stage": "production", "identity": {"sourceIp": "192.0.2.1"}},
        "body": urlencode(FORM),
        "isBase64Encoded": False,
    }


def _bare(client: Any) -> Callable[..., Any]:
    app = Flask("bare")

    @app.post("/voice/<_line>")
    def answer(_line: str) -> Response:
        client.get_item(TableName="waits", Key={"ID": {"S": "WS#1"}}, ConsistentRead=False)
        return Response("<Response><Say>Your wait is about 5 minutes.</Say></Response>", content_type="text/xml")

    return ZappaWSGIMiddleware(app)  # type: ignore[no-any-return]


def _phone(table: Table, lines: tuple[Line, ...], *, step_seconds: float = 0.0) -> Callable[..., Any]:
    moments = iter(range(10**9))
    config = Config(accounts=(lines[0].account,), lines=lines, public_url=f"https://{HOST}")
    app = create_app(config, table, lambda: NOW + next(moments) % 20 * step_seconds)
    return ZappaWSGIMiddleware(app)  # type: ignore[no-any-return]


def _account() -> Account:
    token = Secret("env:TOKEN", lambda: SECRET)
    return Account(name="main", sid="AC" + "1" * 32, auth_tokens=(token,), workspace_sids=("WS" + "1" * 32,))


def _line(name: str, account: Account, number: int) -> Line:
    """Return a line in a workspace of its own, so that no two lines share a page."""
    return Line(
        name=name,
        account=account,
        workspace_sid=f"WS{number:032x}",
        workflow_sid="WW" + "3" * 32,
        task_queue_sid=_queue(7),
        numbers=(),
    )


def _calling_back(lines: tuple[Line, ...], above_minutes: int) -> tuple[Line, ...]:
    """Return the lines with callbacks, which are offered from this wait on."""
    policy = CallbackPolicy("flex", above_minutes=above_minutes)
    return tuple(replace(line, callback=policy) for line in lines)


def _queue(number: int) -> str:
    return f"WQ{number:031x}1"


def _wait(number: int) -> Wait:
    return Wait(
        queue_sid=_queue(number),
        queue_name=f"Queue {number}",
        measured_at=NOW - 10,
        basis=Basis.LINE,
        estimate=Estimate(200 + number, 150, 400),
        answered=21,
        pending=4,
    )


def _page() -> Item:
    rows = pack(_wait(number) for number in range(QUEUES_ON_A_PAGE))
    return {"version": {"N": "7"}, "measured_at": {"N": str(NOW)}, "rows": {"B": rows}}


if __name__ == "__main__":
    main()
