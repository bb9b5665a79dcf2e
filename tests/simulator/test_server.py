"""The HTTP server for tests and the demo keeps connections alive, and closes them when its block ends."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import pytest
import requests
from werkzeug.wrappers import Request, Response

from simulator.server import serve


def _echo(request: Request) -> Response:
    lines = [request.method, request.url, request.get_data(as_text=True), request.headers.get("X-Name", "")]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


@pytest.fixture
def url() -> Iterator[str]:
    with serve(Request.application(_echo)) as address:
        yield address


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def test_a_request_arrives_as_it_was_sent(url: str, session: requests.Session) -> None:
    answer = session.post(
        f"{url}/caf%C3%A9/a%2Fb?x=1%2C2&y=%20", data={"To": "ü"}, headers={"X-Name": "Ann"}, timeout=5
    )

    assert answer.text.splitlines() == ["POST", f"{url}/café/a/b?x=1,2&y=%20", "To=%C3%BC", "Ann"]
    assert answer.status_code == 200


def test_one_connection_serves_many_requests(url: str) -> None:
    where = urlsplit(url)
    asked = b"GET /again HTTP/1.1\r\nHost: desk\r\n\r\n"
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=5) as connection:
        for _ in range(3):
            connection.sendall(asked)
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 OK")
            assert body.startswith(b"GET\n")


def _in_two_parts(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "8")])
    return [b"first", b"2nd"]


@pytest.mark.parametrize("app", [Request.application(_echo), _in_two_parts], ids=["whole", "in parts"])
def test_a_warm_request_does_not_wait_for_the_network(app: WSGIApplication, session: requests.Session) -> None:
    seconds = []
    with serve(app) as url:
        for _ in range(40):
            began = time.perf_counter()
            session.post(url, data=b"x" * 2000, timeout=5)
            seconds.append(time.perf_counter() - began)

    assert sorted(seconds)[20] < 0.02


def test_requests_are_answered_side_by_side() -> None:
    together = threading.Barrier(4, timeout=5)

    def meet(_request: Request) -> Response:
        together.wait()
        return Response("met")

    with serve(Request.application(meet)) as url, ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda _: requests.get(url, timeout=5).text, range(4)))

    assert texts == ["met"] * 4


def test_nothing_answers_after_the_block_even_on_a_connection_kept_alive(session: requests.Session) -> None:
    with serve(Request.application(_echo)) as url:
        assert session.get(url, timeout=5).ok
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)


def test_no_thread_outlives_the_block(session: requests.Session) -> None:
    before = set(threading.enumerate())
    with serve(Request.application(_echo)) as url:
        session.get(url, timeout=5)

    assert set(threading.enumerate()) <= before


def test_an_app_that_hangs_does_not_hold_up_the_end_of_the_block() -> None:
    enough = threading.Event()

    def hang(_request: Request) -> Response:
        enough.wait(20)
        return Response("late")

    began = time.monotonic()
    with serve(Request.application(hang)) as url, pytest.raises(requests.ReadTimeout):
        requests.get(url, timeout=0.1)
    took_seconds = time.monotonic() - began
    enough.set()

    assert took_seconds < 5


def test_a_port_can_be_asked_for_and_is_free_again_afterwards(session: requests.Session) -> None:
    with serve(Request.application(_echo)) as url:
        port = urlsplit(url).port or 0
        with pytest.raises(OSError, match="in use"), serve(Request.application(_echo), port):
            pass
    with serve(Request.application(_echo), port) as again:
        assert session.get(again, timeout=5).ok


def test_a_head_request_has_no_body() -> None:
    with serve(_in_two_parts) as url:
        where = urlsplit(url)
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=5) as connection:
            connection.sendall(b"HEAD /length HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"Content-Length: 8\r\n\r\n")


def test_a_body_without_a_length_is_refused(url: str, session: requests.Session) -> None:
    assert session.post(url, data=iter([b"part", b"part"]), timeout=5).status_code == 411


def _breaks_off(_environ: object, start_response: Callable[..., object]) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Length", "100"), ("Content-Type", "text/plain")])
    yield b"only this"
    raise ConnectionAbortedError


def test_an_app_can_break_off_in_the_middle_of_a_body(
    session: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(_breaks_off) as url, pytest.raises(requests.exceptions.ChunkedEncodingError):
        session.get(url, timeout=5)

    assert capfd.readouterr() == ("", "")


def _stumbles(_environ: object, _start_response: object) -> list[bytes]:
    raise LookupError("a mistake in the app")


def test_a_mistake_in_the_app_is_shown(session: requests.Session, capfd: pytest.CaptureFixture[str]) -> None:
    with serve(_stumbles) as url, pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)

    assert "LookupError: a mistake in the app" in capfd.readouterr().err


def test_the_server_says_nothing(url: str, session: requests.Session, capfd: pytest.CaptureFixture[str]) -> None:
    session.get(f"{url}/quietly", timeout=5)

    assert capfd.readouterr() == ("", "")
