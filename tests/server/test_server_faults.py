"""A server whose processes are killed, or which is told to end while it answers a call."""

import http.client
import os
import signal
import socket
from pathlib import Path

import pytest

from simulator.server import HOST
from tests.server.running_server import RunningServer, folder_of_an_operator, running_server, wait_until

pytestmark = pytest.mark.slow


def half_a_request(server: RunningServer) -> socket.socket:
    """Return a connection on which a webhook has arrived up to the middle of its body."""
    connection = socket.create_connection((HOST, server.port), timeout=10)
    head = f"POST /voice HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    connection.sendall(f"{head}X-Twilio-Signature: x\r\nContent-Length: 20\r\n\r\nCallSid=CA".encode())
    return connection


def answered(connection: socket.socket) -> int:
    """Send the rest of the webhook, and return the status of its answer."""
    connection.sendall(b"1234567890")
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status


def is_being_read(server: RunningServer) -> bool:
    """Tell whether a worker answers others while it reads the half of a request: it was taken in before them."""
    return server.get("/health?live")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_call_under_way_is_answered_before_the_server_ends(tmp_path: Path, number: int) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder, "--workers", "1") as server:
        connection = half_a_request(server)
        wait_until(lambda: is_being_read(server), server.process)

        server.receives(number)
        wait_until(lambda: server.get("/health?live")[0] == 0, server.process)

        assert answered(connection) == 403, "an answer of the phone, to a signature that is none"
        connection.close()
        assert server.process.wait(15) == 0


def test_a_worker_that_is_killed_is_replaced_while_the_others_answer(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder) as server:
        wait_until(lambda: server.health()["code"] == 200 and len(server.workers()) == 2, server.process)
        killed = server.workers()[0]

        os.kill(killed, signal.SIGKILL)

        heard = [server.call(f"+1555017770{number}") for number in range(6)]
        assert all(any("estimated wait" in sentence for sentence in each) for each in heard)
        wait_until(lambda: killed not in server.workers() and len(server.workers()) == 2, server.process)


def test_a_worker_that_is_killed_in_a_call_costs_that_request_and_the_next_one_is_answered(tmp_path: Path) -> None:
    """Twilio repeats a request whose connection breaks, twice with `rc=2` in the number's webhook."""
    with folder_of_an_operator(tmp_path) as folder, running_server(folder, "--workers", "1") as server:
        wait_until(lambda: server.health()["code"] == 200, server.process)
        connection = half_a_request(server)
        wait_until(lambda: is_being_read(server), server.process)
        (killed,) = server.workers()

        os.kill(killed, signal.SIGKILL)

        with pytest.raises((ConnectionError, http.client.BadStatusLine)):
            pytest.fail(f"answered with {answered(connection)}")
        connection.close()
        wait_until(lambda: is_being_read(server), server.process)
        assert any("estimated wait" in sentence for sentence in server.call())


def test_a_clock_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder) as server:
        wait_until(lambda: server.health()["code"] == 200, server.process)
        (killed,) = server.clocks()

        os.kill(killed, signal.SIGKILL)

        wait_until(lambda: server.clocks() not in ([], [killed]), server.process)
        assert "clock.died" in server.output.read_text(encoding="utf-8")
        assert any("estimated wait" in sentence for sentence in server.call())


def test_a_server_that_is_killed_takes_its_processes_with_it(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder) as server:
        wait_until(lambda: len(server.clocks()) == 1 and len(server.workers()) == 2, server.process)

        server.ends(signal.SIGKILL)

        wait_until(server.all_have_ended)


def test_two_servers_on_one_file_answer_and_one_of_them_polls(tmp_path: Path) -> None:
    with folder_of_an_operator(tmp_path) as folder, running_server(folder) as first:
        wait_until(lambda: first.health()["code"] == 200, first.process)
        with running_server(folder) as second:
            assert second.health()["code"] == 200
            assert any("estimated wait" in sentence for sentence in second.call())
            wait_until(lambda: len(second.clocks()) == 1, second.process)

            assert second.ends() == 0
            assert "poll.finished" not in second.output.read_text(encoding="utf-8")
        assert first.health()["code"] == 200
