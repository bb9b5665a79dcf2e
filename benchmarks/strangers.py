"""`make bench-strangers`: the CPU time of requests whose signature is wrong, through Zappa's handler.

Each kind is as large as its name says, and is sent to a path that no account owns, so that every account's secrets
are tried. The median of the CPU time is used, so that other work on the machine does not count.
"""

import hashlib
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from zappa.middleware import ZappaWSGIMiddleware

from benchmarks.zappa_handler import answers_through, zappa_handler
from entry.dispatch import Dispatch
from ivr.app import create_app
from tests.addresses import REST_API
from tests.fakes.memory_table import MemoryTable
from waittimes.settings.config import Account, Config
from waittimes.settings.secret import Secret

ROUNDS = 15
MOST_MS = 20.0
ACCOUNTS = (2, 20)
TOKENS_EACH = 2
FORM = "application/x-www-form-urlencoded"
WRONG = "A" * 27 + "="
"""As long as a signature is."""
Query = dict[str, list[str]]


def main() -> None:
    """Print the figures; exit with 1 if a stranger costs more than the target."""
    logging.disable(logging.CRITICAL)
    slowest = 0.0
    print(f"{'a request with a wrong signature':44}" + "".join(f"{many:>5} accounts" for many in ACCOUNTS))
    for name, event in _events():
        medians = [_median_ms(_door(many), event) for many in ACCOUNTS]
        slowest = max(slowest, *medians)
        print(f"{name:44}" + "".join(f"{median:11.1f} ms" for median in medians))
    print(f"slowest {slowest:.1f} ms (target {MOST_MS:.0f})")
    sys.exit(slowest > MOST_MS)


def _median_ms(door: Callable[..., Any], event: dict[str, Any]) -> float:
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        door(event, None)
        took.append(time.process_time() - began)
    return statistics.median(took) * 1000


def _door(accounts: int) -> Callable[..., Any]:
    app = ZappaWSGIMiddleware(create_app(_config(accounts), MemoryTable(), time.time))
    handler = zappa_handler()
    return Dispatch(lambda: lambda event, _: answers_through(handler, app, event), _no_poller)


def _no_poller() -> Any:
    raise NotImplementedError("strangers are no schedule")


def _config(accounts: int) -> Config:
    return Config(
        accounts=tuple(
            Account(
                name=f"account-{number}",
                sid=f"AC{number:032x}",
                auth_tokens=tuple(_secret(f"{number:030x}{token:02x}") for token in range(TOKENS_EACH)),
                workspace_sids=(f"WS{number:032x}",),
            )
            for number in range(accounts)
        ),
        lines=(),
        public_url="https://phone.example.com",
    )


def _secret(value: str) -> Secret:
    return Secret("env:TOKEN", lambda: value)


def _events() -> Iterator[tuple[str, dict[str, Any]]]:
    many = [(f"F{number}", "") for number in range(9000)]
    yield "POST, no field", _posted({}, {})
    yield "POST, 35 fields as of a call", _posted({}, {f"Field{number}": "value " * 5 for number in range(35)})
    yield "POST, 9,000 fields", _posted({}, dict(many))
    yield "GET, 9,000 fields", _asked({name: [""] for name, _ in many})
    for fields, each in ((35, 60), (160, 12), (166, 11), (30, 85), (5, 540), (1, 2700)):
        text = _awkward(each)
        yield f"GET, {fields} fields of {each} awkward characters", _asked(_repeated(fields, text))
        yield f"POST, the same in query and form (x{fields})", _posted(_repeated(fields, text), {"F": text * fields})
    yield "POST, a field of 60 KB", _posted({}, {"Note": "x" * 60_000})
    yield "POST, a field of 60 KB and a query", _posted(_repeated(20, "a b~c'@:%"), {"Note": "x" * 60_000})
    yield "POST, 60 KB of JSON", _json()


def _awkward(length: int) -> str:
    """Return a text of the characters that can be encoded in more than one way."""
    return (" ~%'@:/é!(" * (length // 10 + 1))[:length]


def _repeated(fields: int, text: str) -> Query:
    return {f"F{number}": [text, ""] if number % 2 else [text] for number in range(fields)}


def _asked(query: Query) -> dict[str, Any]:
    event = _signed(REST_API.question("/wait/unknown", urlencode(query, doseq=True), {}))
    return event | {"multiValueQueryStringParameters": query}


def _posted(query: Query, fields: dict[str, str]) -> dict[str, Any]:
    event = _signed(REST_API.request("/wait/unknown", fields, {"Content-Type": FORM}))
    return event | {"multiValueQueryStringParameters": query or None}


def _json() -> dict[str, Any]:
    body = '{"language": "' + "x" * 60_000 + '"}'
    query = {"bodySHA256": [hashlib.sha256(body.encode()).hexdigest()]}
    event = _signed(REST_API.request("/wait/unknown", {}, {"Content-Type": "application/json"}))
    return event | {"body": body, "isBase64Encoded": False, "multiValueQueryStringParameters": query}


def _signed(event: dict[str, Any]) -> dict[str, Any]:
    event["headers"] = event["headers"] | {"X-Twilio-Signature": WRONG}
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    return event


if __name__ == "__main__":
    main()
