"""A WSGI app behind a real HTTP server on this machine, with one thread for each connection, and no log.

It keeps connections alive, so that keep-alive clients are tested too. Other servers do not: werkzeug's closes a
connection after each request (or 10 ms of waiting), wsgiref's speaks only HTTP/1.0.
"""

import io
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

HOST = "127.0.0.1"
NOTICES_CLOSING_EVERY_SECONDS = 0.02
WAITS_FOR_AN_APP_SECONDS = 0.5


@contextmanager
def serve(app: "WSGIApplication", port: int = 0) -> Iterator[str]:
    """Yield the base URL (no trailing slash) of the app, on `port`, or on a free port for 0.

    Leaving the block ends every connection. An app that raises ConnectionError cuts its connection: if it promised more
    bytes than it sent, the client sees an incomplete body. Raises OSError when the port is taken.
    """
    with _Server(app, port) as server:
        thread = Thread(target=server.serve_forever, args=(NOTICES_CLOSING_EVERY_SECONDS,), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128

    def __init__(self, app: "WSGIApplication", port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.app = app
        self._connections: dict[Thread, socket.socket] = {}

    def server_bind(self) -> None:
        # HTTPServer looks the host's name up here, which may use the network.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._connections = {each: open_one for each, open_one in self._connections.items() if each.is_alive()}
        self._connections[thread] = request
        thread.start()

    def hang_up(self) -> None:
        """End the connections that clients keep alive, and wait for their threads, but not for an app that hangs."""
        for connection in self._connections.values():
            with suppress(OSError):  # closed by its own thread in the meantime
                connection.shutdown(socket.SHUT_RDWR)
        until = time.monotonic() + WAITS_FOR_AN_APP_SECONDS
        for thread in self._connections:
            thread.join(max(0.0, until - time.monotonic()))

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
        """Say nothing."""

    def _answer(self) -> None:
        if "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.LENGTH_REQUIRED)
            return
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            started[:] = [(status, headers)]
            return None

        body = self.server.app(self._environ(), start_response)
        try:
            self._send(started, body)
        finally:
            getattr(body, "close", lambda: None)()

    def _send(self, started: list[tuple[str, list[tuple[str, str]]]], body: Iterable[bytes]) -> None:
        chunks = iter(body)
        first = next(chunks, b"")
        status, headers = started[0]
        if not any(name.lower() == "content-length" for name, _ in headers):
            first += b"".join(chunks)
            headers = [*headers, ("Content-Length", str(len(first)))]
        self.send_response(int(status.split(" ", 1)[0]), status.partition(" ")[2])
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(first)
            for chunk in chunks:
                self.wfile.flush()
                self.wfile.write(chunk)

    def _environ(self) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": self.path,
            "RAW_URI": self.path,
            "SERVER_NAME": HOST,
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ
