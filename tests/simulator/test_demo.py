"""The demo and the live contact centre, run as a person runs them."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulator.stage import free_ports, live_ports

PYTHON = sys.executable


def test_the_demo_tells_the_wait_that_the_contact_centres_statistics_show() -> None:
    told = subprocess.run(
        [PYTHON, "-m", "simulator.demo"], check=True, capture_output=True, text=True, timeout=50
    ).stdout

    (mean_seconds,) = map(int, re.findall(r"who had waited (\d+) s in the queue", told))
    (sentence,) = re.findall(r'\d:\d\d  Voice  "The wait is (.*?)\."', told)
    minutes = -(-mean_seconds // 60)
    assert sentence == f"about {minutes} minutes"
    (row,) = re.findall(r"^Sales .*$", told, re.MULTILINE)
    assert row.endswith(f"The wait is about {minutes} minutes.")
    assert f">The wait is about {minutes} minutes.</Say>" in told
    assert "<Enqueue " in told
    assert "Agent answers" in told


@contextmanager
def live() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([PYTHON, "-m", "simulator.live"], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_live_contact_centre_is_polled_takes_calls_and_ends_with_everything_it_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIVE_PORT", str(free_ports().phone))
    ports = live_ports()
    with live() as process:
        assert process.stdout is not None
        printed = ""
        while "6 refreshed" not in printed:
            line = process.stdout.readline()
            assert line, f"it ended early: {printed}"
            printed += line

        call = [PYTHON, "-m", "simulator.call", "--line", "weekend", "--patience", "2"]
        heard = subprocess.run(call, check=True, capture_output=True, text=True, timeout=40).stdout
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)

    assert 'Voice  "Nobody is here to take your call at the moment.' in heard
    assert "Caller hangs up" in heard
    assert process.returncode == 0
    assert "Every process that was started has ended." in rest
    assert not any(listens(port) for port in (ports.phone, ports.taskrouter, ports.aws))
