import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator.caller.phone.clock import RealClock, VirtualClock
from simulator.caller.phone.transport import InProcess, OverHTTP, Transport, Unreachable


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """Write nothing."""


def mirror() -> Flask:
    app = Flask("mirror")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def reflect(path: str) -> Response:
        said = f"{request.method} {path}?{request.environ['QUERY_STRING']} {request.get_data(as_text=True)}"
        return Response(said, 207, {"X-Host": request.host}, content_type="text/plain")

    @app.route("/moved")
    def moved() -> Response:
        return Response(status=302, headers={"Location": "/elsewhere"})

    return app


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["in process", "over HTTP"])
def way(request: pytest.FixtureRequest) -> Iterator[tuple[Transport, str]]:
    if request.param == "in process":
        yield InProcess(mirror()), "http://phone.example.com:8080"
    else:
        with served(mirror()) as base:
            yield OverHTTP(), base


def test_a_request_arrives_as_it_was_sent(way: tuple[Transport, str]) -> None:
    send, base = way

    answer = send("POST", f"{base}/voice/de?a=%20b+c&a=%C3%B6", {"Content-Type": "text/plain"}, b"hello")

    assert answer.status == 207
    assert answer.body == b"POST voice/de?a=%20b+c&a=%C3%B6 hello"
    assert answer.headers["x-host"] == base.removeprefix("http://")
    assert answer.content_type.startswith("text/plain")
    assert 0 < answer.took_seconds < 5


def test_a_redirect_is_answered_not_followed(way: tuple[Transport, str]) -> None:
    send, base = way

    assert send("GET", f"{base}/moved", {}, b"").status == 302


def test_a_port_nobody_listens_on_is_unreachable() -> None:
    with served(mirror()) as base:
        pass

    with pytest.raises(Unreachable, match="GET /voice"):
        OverHTTP(timeout_seconds=1)("GET", f"{base}/voice", {}, b"")


def test_a_virtual_clock_jumps_and_never_back() -> None:
    clock = VirtualClock()

    clock.wait_until(3600)
    clock.wait_until(10)

    assert clock.now_seconds == 3600


def test_a_real_clock_takes_its_time() -> None:
    clock = RealClock()

    clock.wait_until(0.02)
    clock.wait_until(0.01)

    assert 0.02 <= clock.now_seconds < 1


@pytest.mark.parametrize("clock", [VirtualClock(), RealClock()])
def test_no_clock_waits_for_ever(clock: VirtualClock | RealClock) -> None:
    with pytest.raises(ValueError, match="never comes"):
        clock.wait_until(float("inf"))
