"""The demo and the live contact centre, run from the command line."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import requests

from simulator.caller.visitor import Visitor
from simulator.centre.example import example_plan
from simulator.lines import number_called
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN, free_ports, live_ports
from simulator.phones.phone import Phone
from tests.pages import ROOT

pytestmark = pytest.mark.slow

PYTHON = sys.executable


@cache
def demo() -> str:
    """Return what the demo prints."""
    return subprocess.run(
        [PYTHON, "-m", "simulator.demo"], check=True, capture_output=True, text=True, timeout=110
    ).stdout


@pytest.mark.timeout(120)
def test_the_demo_calls_back_somebody_who_asked_for_it_and_connects_them() -> None:
    _, _, scene = demo().partition("would rather be called back")
    promise, _, call = scene.partition("a poll calls them")

    assert promise.count("Caller presses 1") == 2
    assert "Voice  \"We'll call you back within " in promise
    assert "joins the queue" not in promise
    assert re.search(r"Phone rings.*Caller presses 1.*joins the queue.*priority 1.*Agent answers", call, re.DOTALL)


@pytest.mark.timeout(120)
def test_the_demo_tells_the_wait_that_the_table_shows_beside_what_taskrouter_counted() -> None:
    told = demo()

    (row,) = re.findall(r"^Sales .*$", told, re.MULTILINE)
    _, wait, basis, _, waiting, free, _, answered, _, hears = re.split(r"  +", row)
    (counted,) = re.findall(r"the last 15 minutes: (\d+) calls answered", told)
    (low, high) = re.findall(r"\d+", hears)
    minutes, seconds = map(int, wait.split(":"))
    assert (basis, free) == ("line", "0")
    assert int(waiting) > 0
    # The window has moved on a little since the poll.
    assert int(answered) == pytest.approx(int(counted), abs=1)
    assert hears == f"Your estimated wait is between {low} and {high} minutes."
    assert 60 * int(low) < 60 * minutes + seconds < 60 * int(high)
    assert f'Voice  "{hears}"' in told
    assert f">{hears}</Say>" in told
    assert "<Enqueue " in told
    assert "Agent answers" in told
    (routed,) = re.findall(r"^Support .*$", told, re.MULTILINE)
    (said,) = re.findall(r"^A caller would hear: (.*)$", told, re.MULTILINE)
    assert routed.endswith(f"  support   {said}")


@contextmanager
def live() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen([PYTHON, "-m", "simulator.live"], stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


TRIED = ("show", "explain Sales", "check", "mute weekend", "route support", "hours archive", "accuracy")


def on_the_live_one(command: str) -> str:
    """Return what a command of the operator's shell prints in a terminal that `make live-env` has set."""
    terminal = f'eval "$({shlex.quote(PYTHON)} -m simulator.live_env)" && python -m ops {command}'
    environment = {"PATH": os.environ["PATH"], "LIVE_PORT": os.environ["LIVE_PORT"]}
    shell = ["/bin/sh", "-c", terminal]
    return subprocess.run(
        shell, env=environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=40
    ).stdout


def calls_a_registered_phone(twilio: str, phone: str) -> list[str]:
    """Order a call to a phone that is registered as that of `make call`, and return what is heard there."""
    visitor = Visitor(base_url=twilio, number="+15550199003")
    visitor.register(Phone(rings_seconds=1))
    form = {"To": visitor.number, "From": number_called(example_plan(), "Sales"), "Url": f"{phone}/voice"}
    url = f"{twilio}/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json"
    assert requests.post(url, form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5).status_code == 201
    lines = list(visitor.listens(30))
    visitor.leave()
    return lines


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def board_opened(printed: str) -> str:
    """Return the wallboard as somebody sees it who types what was printed."""
    found = re.search(r"wallboard is at (http\S+); its passphrase is: (.+)", printed)
    assert found
    with requests.Session() as browser:
        address = f"{found[1]}/sign-in"
        browser.post(address, data={"passphrase": found[2]}, headers={"Sec-Fetch-Site": "same-origin"}, timeout=10)
        return browser.get(found[1], timeout=10).text


@pytest.mark.timeout(150)  # nine processes one after another, on a busy machine
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

        closed = [PYTHON, "-m", "simulator.call", "--line", "archive", "--say", "2", "--press", "1"]
        leaving = subprocess.Popen(closed, stdout=subprocess.PIPE, text=True)
        call = [PYTHON, "-m", "simulator.call", "--line", "weekend", "--patience", "2"]
        heard = subprocess.run(call, check=True, capture_output=True, text=True, timeout=40).stdout
        called_back = calls_a_registered_phone(
            f"http://127.0.0.1:{ports.taskrouter}", f"http://127.0.0.1:{ports.phone}"
        )
        opened = board_opened(printed)
        tried = {command: on_the_live_one(command) for command in TRIED}
        turned_away, _ = leaving.communicate(timeout=40)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)

    assert [line.strip() for line in called_back[:2]] == [
        "0:00  Phone rings: +1 555 010 0001 calls",
        "0:01  Caller answers",
    ]
    assert called_back[-1].endswith("Call ends")
    assert re.search(r'data-name="sales".*Your estimated wait is', opened, re.DOTALL)
    assert 'Voice  "No one is here to take your call right now.' in heard
    assert "Caller hangs up" in heard
    assert re.search(r"We're closed right now.*We open (today|tomorrow) at \d+ [AP]M\.", turned_away, re.DOTALL)
    assert re.search(r"\(beep\).*Caller speaks \(2 s\).*Your message is saved\.", turned_away, re.DOTALL)
    assert re.search(r"^Sales .* sales  +Your estimated wait is ", tried["show"], re.MULTILINE)
    assert "In the table: " in tried["explain Sales"]
    assert "phone at http://127.0.0.1:" in tried["check"]
    assert "weekend is muted until unmute, set by " in tried["mute weekend"]
    assert "The caller goes to:" in tried["route support"]
    assert re.search(r": closed. A caller hears: We're closed right now", tried["hours archive"])
    assert "support" in tried["accuracy"]
    assert process.returncode == 0
    assert "Every process that was started has ended." in rest
    assert not any(listens(port) for port in (ports.phone, ports.taskrouter, ports.aws))
