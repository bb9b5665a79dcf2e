"""A DynamoDB on loopback: it answers GetItem over connections that are kept alive, and faults when it is told to."""

import base64
import json
import socket
import socketserver
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
ERRORS = {"500": ("500 Oh", "InternalServerError"), "refusal": ("400 No", "AccessDeniedException")}
RESET_AT_CLOSE = b"\1\0\0\0\0\0\0\0"


class FaultyDynamoDB:
    """The server's items, its next faults, and the requests that it has received."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        self.faults: deque[str] = deque()
        """The faults of the next requests, one for each request; "" means no fault."""
        self.always = ""
        """The fault of every request after those of `faults`."""
        self.asked: list[str] = []
        self.connections = 0
        self.at_once = 0
        self.most_at_once = 0
        self.address = ""
        self.over = threading.Event()

    def answer(self, body: bytes) -> bytes:
        """Return the answer to a GetItem."""
        key = json.loads(body)["Key"]["ID"]["S"]
        self.asked.append(key)
        item = self.items.get(key)
        return json.dumps({} if item is None else {"Item": _on_the_wire(item)}).encode()


def _on_the_wire(item: Item) -> dict[str, Any]:
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else dict(value)
        for name, value in item.items()
    }


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        dynamodb, goes_on = self.server.dynamodb, True
        dynamodb.connections += 1
        while goes_on and (body := self._request()) is not None:
            dynamodb.at_once += 1
            dynamodb.most_at_once = max(dynamodb.most_at_once, dynamodb.at_once)
            goes_on = self._answer(body)
            dynamodb.at_once -= 1

    def _request(self) -> bytes | None:
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return self.rfile.read(length) if line else None

    def _answer(self, body: bytes) -> bool:
        """Answer the request or commit its fault. Return whether the connection stays open."""
        dynamodb = self.server.dynamodb
        fault = dynamodb.faults.popleft() if dynamodb.faults else dynamodb.always
        answer, status = dynamodb.answer(body), "200 OK"
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
            return False
        if fault == "black hole":
            dynamodb.over.wait(20)
            return False
        if fault == "slow":
            time.sleep(0.25)
        if fault in ERRORS:
            status, code = ERRORS[fault]
            answer = f'{{"__type": "com.amazonaws.dynamodb.v20120810#{code}"}}'.encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(answer)}\r\n\r\n"
        whole = head.encode() + answer
        if fault == "cut off":
            self.wfile.write(whole[:-5])
            return False
        if fault == "drip":
            return not any(dynamodb.over.wait(0.02) or self.wfile.write(bytes([each])) != 1 for each in whole * 20)
        self.wfile.write(whole)
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    dynamodb: FaultyDynamoDB
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Do the TLS handshake, if there is one, in the connection's own thread."""
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing: a client that disconnects is expected here."""


@contextmanager
def faulty_dynamodb(items: Mapping[str, Item], tls: ssl.SSLContext | None = None) -> Iterator[FaultyDynamoDB]:
    """Yield a running server that holds `items`; with `tls`, it speaks HTTPS."""
    dynamodb = FaultyDynamoDB(items)
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.dynamodb = dynamodb
        server.tls = tls
        port = server.server_address[1]
        dynamodb.address = f"https://localhost:{port}" if tls else f"http://127.0.0.1:{port}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield dynamodb
        finally:
            dynamodb.over.set()
            server.shutdown()
