"""One HTTP request over a socket that never blocks. It is a generator, which yields the event that it waits for.

The code that drives the generator decides how long to wait, and may abandon it at any yield.
"""

import re
import select
import socket
import ssl
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

READ, WRITE = select.POLLIN, select.POLLOUT
MOST_BYTES = 2 * 2**20
"""Upper bound on an answer; an item of DynamoDB has at most 400 KB."""
PIECE_BYTES = 65536
STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})[ \r]")
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n", re.IGNORECASE)
CLOSE = re.compile(rb"\r\nconnection:[ \t]*close[ \t]*\r\n", re.IGNORECASE)

Result = TypeVar("Result")


class Unreadable(Exception):
    """The answer is not HTTP as DynamoDB speaks it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer. `is_last` tells whether the server closes the connection after it."""

    status: int
    body: bytes
    is_last: bool


@dataclass(slots=True)
class Connection:
    """A socket that never blocks and, behind HTTPS, the TLS on it."""

    socket: socket.socket
    is_new: bool = True

    def is_closed_by_server(self) -> bool:
        """Tell whether the server has closed this idle connection: nothing else makes it readable."""
        poll = select.poll()
        poll.register(self.socket, READ)
        return bool(poll.poll(0))


def begin(address: tuple[int, tuple[str, int]]) -> Connection:
    """Begin to connect to this address, and return the connection. Raises OSError."""
    family, place = address
    new = socket.socket(family, socket.SOCK_STREAM)
    new.setblocking(False)
    new.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    new.connect_ex(place)
    return Connection(new)


def exchange(
    connection: Connection, tls: ssl.SSLContext | None, host: str, request: bytes
) -> Generator[int, None, Answer]:
    """Send the request, once connected, and return its answer. Raises OSError and Unreadable."""
    if connection.is_new:
        yield from _connect(connection, tls, host)
        connection.is_new = False
    sent = 0
    while sent < len(request):
        sent += yield from _patiently(WRITE, connection.socket.send, request[sent:])
    received = bytearray()
    while (answer := _answer(received)) is None:
        piece = yield from _patiently(READ, connection.socket.recv, PIECE_BYTES)
        received += piece
        if not piece or len(received) > MOST_BYTES:
            raise Unreadable("an answer without an end")
    return answer


def _connect(connection: Connection, tls: ssl.SSLContext | None, host: str) -> Generator[int, None, None]:
    yield WRITE
    if failure := connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise ConnectionError(failure, "not connected")
    if tls is not None:
        wrapped = tls.wrap_socket(connection.socket, server_hostname=host, do_handshake_on_connect=False)
        connection.socket = wrapped
        yield from _patiently(READ, wrapped.do_handshake)


def _patiently(event: int, act: Callable[..., Result], *arguments: object) -> Generator[int, None, Result]:
    """Return what `act` returns, as soon as the socket allows it."""
    while True:
        try:
            return act(*arguments)
        except ssl.SSLWantReadError:
            yield READ
        except ssl.SSLWantWriteError:
            yield WRITE
        except BlockingIOError:
            yield event


def _answer(received: bytearray) -> Answer | None:
    """Return the answer; None while it is incomplete. Raises Unreadable."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[: end + 2])
    status, length = STATUS.match(head), LENGTH.search(head)
    if status is None or length is None:
        raise Unreadable("no status, or no length")
    start, stop = end + 4, end + 4 + int(length[1])
    if len(received) < stop:
        return None
    return Answer(int(status[1]), bytes(received[start:stop]), is_last=CLOSE.search(head) is not None)
