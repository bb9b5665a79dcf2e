"""The operations of DynamoDB that the phone needs, each within a deadline, with the signatures of botocore's client."""

import base64
import json
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from ivr.deadline import AGAIN_SECONDS, ANSWER_SECONDS, DeadlineExceeded, within
from ivr.dynamodb import signing
from ivr.dynamodb.access import Access
from ivr.dynamodb.exchange import Answer, Connection, begin, exchange
from ivr.dynamodb.race import Race, Result
from waittimes.aws import SERVER_ERRORS, THROTTLED
from waittimes.deadline import Deadline
from waittimes.table import TableUnavailable

VERSION = "DynamoDB_20120810"
OK = 200
MOST_IDLE = 8
"""Upper bound on the idle connections that are kept open."""
ADDRESS_SECONDS = 60.0
"""How long an address is used before its name is looked up again."""
LOOK_UP_SECONDS = 0.3
"""The longest wait for the look-up of a name while an older address is known."""

Address = tuple[int, tuple[str, int]]


class Client:
    """DynamoDB at one endpoint. It keeps connections open, and several threads may share it."""

    def __init__(self, access: Access, clock: Callable[[], float] = time.time) -> None:
        self._access = access
        self._clock = clock
        self._idle: list[Connection] = []
        self._addresses: list[Address] = []
        self._looked_up_at = float("-inf")

    def __del__(self) -> None:
        for connection in self._idle:
            connection.socket.close()

    def get_item(self, *, TableName: str, Key: Mapping[str, Any], ConsistentRead: bool) -> dict[str, Any]:  # noqa: N803 - botocore's names
        """Return the answer of GetItem. Raises TableUnavailable and DeadlineExceeded."""
        request = {"TableName": TableName, "Key": Key, "ConsistentRead": ConsistentRead}
        return self._one("GetItem", request, AGAIN_SECONDS)

    def update_item(self, **request: Any) -> dict[str, Any]:
        """Return the answer of UpdateItem, which is asked once. Raises TableUnavailable and DeadlineExceeded."""
        return self._one("UpdateItem", request, ())

    def put_item(self, **request: Any) -> dict[str, Any]:
        """Return the answer of PutItem, which is asked once. Raises TableUnavailable and DeadlineExceeded."""
        return self._one("PutItem", request, ())

    def get_items(self, table_name: str, keys: Sequence[str], deadline: Deadline) -> dict[str, Result]:
        """Return the answer of GetItem, or the error, for each `ID` in `keys`. All are requested at the same time."""
        questions = {key: {"TableName": table_name, "Key": {"ID": {"S": key}}, "ConsistentRead": False} for key in keys}
        return self._race("GetItem", questions, deadline, AGAIN_SECONDS)

    def _one(self, operation: str, request: Mapping[str, Any], again_seconds: Sequence[float]) -> dict[str, Any]:
        result = self._race(operation, {"": request}, Deadline.in_seconds(ANSWER_SECONDS), again_seconds)[""]
        if isinstance(result, Exception):
            raise result
        return result

    def _race(
        self, operation: str, questions: Mapping[str, Any], deadline: Deadline, again_seconds: Sequence[float]
    ) -> dict[str, Result]:
        is_write = not again_seconds
        return Race(
            questions={key: self._request(operation, question) for key, question in questions.items()},
            # A write is not repeated, so it must not use an idle connection, which may be dead.
            connect=lambda is_first: self._connection(deadline, may_be_idle=is_first and not is_write),
            steps=lambda connection, request: exchange(connection, self._access.tls, self._access.host, request),
            read=_read,
            keep=self._keep,
        ).run(deadline, again_seconds)

    def _request(self, operation: str, question: Mapping[str, Any]) -> bytes:
        body = json.dumps(question, default=_as_base64).encode()
        access, target = self._access, f"{VERSION}.{operation}"
        signed = signing.headers(
            access.credentials,
            host=access.authority,
            region=access.region,
            target=target,
            body=body,
            now=self._clock(),
        )
        lines = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
        head = f"POST / HTTP/1.1\r\nhost: {access.authority}\r\n{lines}content-length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def _connection(self, deadline: Deadline, *, may_be_idle: bool) -> Connection:
        while may_be_idle and self._idle:
            connection = self._idle.pop()
            if not connection.is_closed_by_server():
                return connection
            connection.socket.close()
        return begin(self._address(deadline))

    def _keep(self, connection: Connection) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.socket.close()

    def _address(self, deadline: Deadline) -> Address:
        """Return the next of the endpoint's addresses. Only the look-up of the name can hang, so a thread does it."""
        if time.monotonic() - self._looked_up_at > ADDRESS_SECONDS:
            seconds = deadline.remaining_seconds()
            look_up_deadline = Deadline.in_seconds(min(LOOK_UP_SECONDS, seconds) if self._addresses else seconds)
            try:
                self._addresses = within(look_up_deadline, self._look_up)
                self._looked_up_at = time.monotonic()
            except (DeadlineExceeded, OSError) as error:
                if not self._addresses:
                    raise ConnectionError("no address") from error
        self._addresses.append(self._addresses.pop(0))
        return self._addresses[-1]

    def _look_up(self) -> list[Address]:
        found = socket.getaddrinfo(self._access.host, self._access.port, type=socket.SOCK_STREAM)
        return [(int(family), cast("tuple[str, int]", place)) for family, _, _, _, place in found]


def _read(answer: Answer) -> dict[str, Any]:
    """Return the document of an answer, its binary values decoded. Raises TableUnavailable."""
    try:
        document = json.loads(answer.body)
        if answer.status != OK:
            code = str(document.get("__type", "")).rpartition("#")[2] or f"HTTP {answer.status}"
            raise TableUnavailable(code, is_passing=answer.status >= SERVER_ERRORS or code in THROTTLED)
        for value in document.get("Item", {}).values():
            if "B" in value:
                value["B"] = base64.b64decode(value["B"])
    except (ValueError, TypeError, AttributeError) as error:
        raise TableUnavailable("unreadable answer", is_passing=True) from error
    return cast("dict[str, Any]", document)


def _as_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
