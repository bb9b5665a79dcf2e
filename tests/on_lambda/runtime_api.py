"""Lambda's side of the runtime interface, as AWS's own client calls it; it kills the process at its time limit."""

import json
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Event
from typing import Any
from uuid import uuid4

from simulator.server import serve

VERSION = "/2018-06-01/runtime/"
FUNCTION = "taskrouter-wait-times-production"
STARTS_WITHIN_SECONDS = 60.0


class FunctionFailed(Exception):
    """The function raised, or could not be loaded. The message is what the runtime client reported."""


class TimedOut(Exception):
    """The function exceeded its time limit, and its process has been killed."""


@dataclass(frozen=True, slots=True)
class RuntimeApi:
    """The interface (AWS docs, "Using the Lambda runtime API"): GET next, POST response, error and init/error.

    Under SnapStart the client also asks GET restore/next once it has loaded the function.
    """

    arn: str
    """The function's ARN."""
    events: Queue[tuple[bytes, float]] = field(default_factory=Queue)
    """Each event with the end of its time limit, in seconds since the epoch."""
    heard: Queue[tuple[str, Any]] = field(default_factory=Queue)
    """What the runtime client has posted, each with the route."""
    is_asked: Event = field(default_factory=Event)
    """Set when the runtime client has loaded the function and asks for its first event, or to be frozen."""
    continues: Event = field(default_factory=Event)
    """Set to let a frozen process continue."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer the runtime client; a request for the next event waits until there is one."""
        route = environ["PATH_INFO"].removeprefix(VERSION)
        if route == "restore/next":
            self.is_asked.set()
            self.continues.wait()
            start_response("200 OK", [])
            return []
        if route != "invocation/next":
            self.heard.put((route.rpartition("/")[2], json.loads(environ["wsgi.input"].read())))
            self.is_asked.set()
            start_response("202 Accepted", [("Content-Type", "application/json")])
            return [b'{"status":"OK"}']
        self.is_asked.set()
        event, over_at = self.events.get()
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": str(uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(int(over_at * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.arn,
        }
        start_response("200 OK", list(headers.items()))
        return [event]


@dataclass(slots=True)
class Sandbox:
    """A process that has loaded the function once, and answers one event after another."""

    api: RuntimeApi
    process: "subprocess.Popen[bytes]"
    log: Path
    init_seconds: float

    def invoke(
        self, event: Mapping[str, Any], *, limit_seconds: float = 60.0, killed_after_seconds: float = 60.0
    ) -> Any:
        """Return the function's answer. Its context has `limit_seconds`; it is killed after `killed_after_seconds`.

        Raises FunctionFailed and TimedOut.
        """
        self.begin(event, limit_seconds)
        try:
            outcome, said = self.api.heard.get(timeout=killed_after_seconds)
        except Empty:
            assert self.process.poll() is None, f"the runtime client has ended: {self.logged()[-2000:]}"
            self.kill()
            raise TimedOut from None
        if outcome == "error":
            raise FunctionFailed(f"{said['errorType']}: {said['errorMessage']}")
        return said

    def begin(self, event: Mapping[str, Any], limit_seconds: float = 60.0) -> None:
        """Let the function begin with an event."""
        self.api.events.put((json.dumps(event).encode(), time.time() + limit_seconds))

    def kill(self) -> None:
        """Kill the process, as Lambda does at the time limit."""
        self.process.kill()
        self.process.wait()

    def logged(self) -> str:
        """Return everything the function has logged."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def sandbox(python: Path, code: Path, environ: Mapping[str, str], log: Path) -> Iterator[Sandbox]:
    """Yield the function loaded from this folder, with nothing but these variables and what Lambda itself sets.

    As at ministack, an access key of twelve digits is the number of the account. Raises FunctionFailed where the
    function cannot be loaded.
    """
    account = environ["AWS_ACCESS_KEY_ID"]
    api = RuntimeApi(f"arn:aws:lambda:{environ['AWS_REGION']}:{account}:function:{FUNCTION}")
    with serve(api) as url, log.open("ab") as output:
        given = {
            **environ,
            "AWS_LAMBDA_RUNTIME_API": url.removeprefix("http://"),
            "AWS_LAMBDA_FUNCTION_NAME": FUNCTION,
            "LAMBDA_TASK_ROOT": str(code),
        }
        started = time.monotonic()
        command = [str(python), "-B", "-m", "awslambdaric", "entry.function.handle"]
        with subprocess.Popen(command, cwd=code, env=given, stdout=output, stderr=output) as process:
            try:
                assert api.is_asked.wait(STARTS_WITHIN_SECONDS), log.read_text(encoding="utf-8")
                if not api.heard.empty():
                    _, said = api.heard.get()
                    raise FunctionFailed(f"{said['errorType']}: {said['errorMessage']}")
                yield Sandbox(api, process, log, time.monotonic() - started)
            finally:
                process.kill()
