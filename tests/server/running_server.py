"""A server run as an operator runs it: a folder with `.env`, the simulated contact centre as its Twilio, no AWS."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.caller.caller import Caller
from simulator.caller.phone.transport import OverHTTP
from simulator.centre import example
from simulator.centre.centre import Centre
from simulator.embedded_aws import free_port
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN
from simulator.server import HOST, serve

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20.0


@contextmanager
def folder_of_an_operator(folder: Path, **more: str) -> Iterator[Path]:
    """Yield the folder with an `.env` that leads to the simulated contact centre, an hour after it opened."""
    now = time.time()
    centre = Centre(example.example_plan(), seed=example.SEED, opened_at=now - 3600)
    centre.advance(now)
    account = Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
    with serve(create_api([account], time.time)) as taskrouter_url:
        variables = {
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_WORKSPACE_SID": centre.plan.workspace.sid,
            "WORKFLOW_SID": centre.plan.workflows[0].sid,
            "TASK_QUEUE_SID": centre.plan.task_queues[0].sid,
            "TASKROUTER_URL": taskrouter_url,
            **more,
        }
        text = "".join(f"{name}={value}\n" for name, value in variables.items())
        (folder / ".env").write_text(text, encoding="utf-8")
        yield folder


def run(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a module in the folder as an operator with nothing else in the environment would; it has to end."""
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=folder, env=_environment(**environ), capture_output=True, text=True, timeout=40, check=False
    )


def _environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "AWS_EC2_METADATA_DISABLED": "true", **more}


@dataclass
class RunningServer:
    """A server that was started in a folder."""

    process: subprocess.Popen[str]
    port: int
    output: Path
    children: set[int] = field(default_factory=set)

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body, (0, "") where nobody answers."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError:
            return 0, ""
        finally:
            connection.close()

    def health(self) -> dict[str, Any]:
        status, body = self.get("/health")
        return {"code": status, **(json.loads(body) if body else {})}

    def call(self, number: str = "+15550177777") -> list[str]:
        """Return what a caller with a signed call hears, up to the queue."""
        caller = Caller(
            send=OverHTTP(), to="+15550100001", from_number=number, account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN
        )
        caller.dials(f"http://{HOST}:{self.port}/voice")
        return list(caller.conversation.sentences)

    def clocks(self) -> list[int]:
        return [pid for pid, command in self._below().items() if "server.clock" in command]

    def workers(self) -> list[int]:
        return [pid for pid, command in self._below().items() if "server.clock" not in command]

    def _below(self) -> Mapping[int, str]:
        """Return the command lines of the processes that the server started, by process id."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout  # noqa: S607 - ps is the one on the path
        rows = (line.split(None, 2) for line in listed.splitlines())
        found = {int(pid): command for pid, parent, command in rows if int(parent) == self.process.pid}
        self.children |= found.keys()
        return {pid: command for pid, command in found.items() if "<defunct>" not in command}

    def ends(self, number: int = signal.SIGTERM) -> int:
        """Send the signal, and return the code with which the server ends."""
        self._below()
        self.receives(number)
        return self.process.wait(PATIENCE_SECONDS)

    def receives(self, number: int) -> None:
        """Send the signal as it comes: SIGINT from a terminal, which sends it to all processes of the group."""
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def all_have_ended(self) -> bool:
        """Tell whether no process that the server started is running; one that was left behind is killed."""
        left = [pid for pid in self.children if Path(f"/proc/{pid}").exists() and not _is_defunct(pid)]
        return not left


def _is_defunct(pid: int) -> bool:
    try:
        return bool(re.search(r"\) Z ", Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return True


@contextmanager
def running_server(folder: Path, *arguments: str) -> Iterator[RunningServer]:
    """Yield a server in the folder that has polled once; it ends with the block."""
    port = free_port()
    output = folder / f"server-{port}.log"
    command = [sys.executable, "-m", "server", "--port", str(port), *arguments]
    with output.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(), stdout=log, stderr=log, text=True, start_new_session=True
        )
    server = RunningServer(process, port, output)
    try:
        wait_until(lambda: server.get("/health?live")[0] == 200, process)
        yield server
    finally:
        if process.poll() is None:
            server.ends()


def wait_until(is_so: Any, process: subprocess.Popen[str] | None = None, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until it is so; fail when that takes too long or the process has ended."""
    until = time.monotonic() + seconds
    while not is_so():
        assert process is None or process.poll() is None, "the server has ended"
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.05)
