"""Each backend of the phone hangs, drips, fails or answers nonsense over real sockets: callers are answered on time."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from ivr import request_guard, signing_secrets
from ivr.app import create_app
from ivr.dynamodb.table import open_table
from simulator.caller.phone.signing import Token
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, TRAVEL
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret, SecretUnavailable

pytestmark = pytest.mark.slow

Behaviour = Callable[[socket.socket, threading.Event], None]
ANSWERED_SECONDS = 1.9
"""The phone takes 0.8 s at most, and a busy machine adds to it. A backend that misbehaves does so for 3 s or more."""
ANSWERED = {"QueueResult": "bridged", "QueueTime": "300"}


def says(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def hangs(_: socket.socket, over: threading.Event) -> None:
    over.wait(5)


def drips(connection: socket.socket, over: threading.Event) -> None:
    for byte in says(b'{"Item": {}}' + b" " * 100):
        if over.wait(0.05):
            return
        connection.sendall(bytes([byte]))


def resets(connection: socket.socket, _: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def cuts_off(connection: socket.socket, _: threading.Event) -> None:
    connection.sendall(says(b"{" + b" " * 99)[:-50])


def answering(body: bytes, status: str = "200 OK") -> Behaviour:
    return lambda connection, _: connection.sendall(says(body, status))


BEHAVIOURS: dict[str, Behaviour] = {
    "hangs": hangs,
    "drips": drips,
    "resets": resets,
    "throws 500": answering(b'{"__type":"InternalServerError"}', "500 Oh"),
    "throws 400": answering(b'{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}', "400 No"),
    "lies in HTML": answering(b"<html>hello</html>"),
    "lies in bytes": answering(b"\xff\xfe\x00"),
    "lies in types": answering(json.dumps({"Item": {"rows": {"B": 7}}}).encode()),
    "lies in a list": answering(b"[1, 2]"),
    "cuts off": cuts_off,
}


@contextmanager
def backend(behaviour: Behaviour) -> Iterator[str]:
    """Yield the address of a server that accepts connections and then misbehaves."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=meet, args=(connection,), daemon=True).start()

    def meet(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                behaviour(connection, over)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.close()


@pytest.mark.usefixtures("aws_credentials")
@pytest.mark.parametrize("how", BEHAVIOURS)
def test_a_table_that_misbehaves_costs_the_number_and_keeps_no_caller(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with backend(BEHAVIOURS[how]) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        table = open_table(dict(os.environ), "waits")
        config = Config(accounts=(TRAVEL,), lines=(CLAIMS,), public_url=HOST)
        client = create_app(config, table, lambda: NOW).test_client()
        for path, expected in (
            ("/voice/claims", b"<Enqueue"),
            ("/voice/claims/en/hold/3-5-5-x-x-x-5-5-x-x-0", b"<Play>"),
            ("/voice/claims/en/left/3-5-fa-x-x-x-5-5-x-x-0", b"<Response />"),
            ("/wait/claims", b'"unknown"'),
        ):
            headers = Token(TRAVEL.auth_tokens[0].reveal()).headers(f"{HOST}{path}", ANSWERED.items())
            began = time.monotonic()
            answer = client.post(path, base_url=HOST, headers=headers, data=ANSWERED)
            assert time.monotonic() - began < ANSWERED_SECONDS
            assert answer.status_code == 200
            assert expected in answer.data


def client_with(*secrets: Secret) -> Callable[[], tuple[int, float]]:
    owner = replace(TRAVEL, auth_tokens=secrets)
    config = Config(accounts=(owner,), lines=(replace(CLAIMS, account=owner),), public_url=HOST)
    client = create_app(config, MemoryTable(), lambda: NOW).test_client()

    def ask() -> tuple[int, float]:
        began = time.monotonic()
        headers = Token("travel-token-one").headers(f"{HOST}/voice/claims", ())
        status = client.post("/voice/claims", base_url=HOST, headers=headers).status_code
        return status, time.monotonic() - began

    return ask


def test_a_store_of_secrets_that_hangs_after_a_good_start_costs_neither_time_nor_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hangs, never = threading.Event(), threading.Event()

    def look_up() -> str:
        if hangs.is_set():
            never.wait(3)
        return "travel-token-one"

    ask = client_with(Secret("ssm:/waits/token", look_up, is_remote=True))
    assert ask()[0] == 200

    hangs.set()
    monkeypatch.setattr(signing_secrets, "RENEWAL_SECONDS", 0.0)
    monkeypatch.setattr(request_guard, "ANSWER_SECONDS", 60.0)
    # If the phone waited for a renewal, one call would take three seconds, and all of them fifteen.
    took = sum(seconds for status, seconds in (ask() for _ in range(5)) if status == 200)
    never.set()
    assert 0 < took < ANSWERED_SECONDS


def test_a_token_that_was_rotated_in_its_store_lets_the_first_call_in(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = ["a-token-of-old"]
    ask = client_with(Secret("ssm:/waits/token", lambda: tokens[-1], is_remote=True))
    assert ask()[0] == 403

    tokens.append("travel-token-one")
    assert ask()[0] == 403

    monkeypatch.setattr(signing_secrets, "RENEWAL_SECONDS", 0.0)
    assert ask()[0] == 200


def test_a_store_that_hangs_from_the_start_lets_nobody_in_and_nobody_wait() -> None:
    never = threading.Event()
    ask = client_with(Secret("ssm:/waits/token", lambda: str(never.wait(3)), is_remote=True))

    status, seconds = ask()
    never.set()

    assert status == 403
    assert seconds < ANSWERED_SECONDS


def test_a_store_that_fails_leaves_the_next_token() -> None:
    def fail() -> str:
        raise SecretUnavailable("ssm:/waits/token")

    known = Secret("env:TOKEN", lambda: "travel-token-one")

    assert client_with(Secret("ssm:/waits/token", fail, is_remote=True), known)()[0] == 200
