"""Everything a contact centre needs, on one machine: an AWS, TaskRouter, the table and the phone."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre import example
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.embedded_aws import embedded_aws, free_port
from simulator.lines import lines_toml
from simulator.server import HOST, serve

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

ACCOUNT_SID = sid("AC", example.NAME)
AUTH_TOKEN = sid("", f"{example.NAME} signs its webhooks with this")
WARM_UP_SECONDS = 3600.0
_AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_METRICS_DISABLED": "true",  # their lines would stand between those a person reads
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where each part listens on loopback."""

    phone: int
    taskrouter: int
    aws: int


FIRST_LIVE_PORT = 8031


@dataclass(frozen=True, slots=True)
class LocalStack:
    """What stands ready; URLs without a slash at their end."""

    centre: Centre
    taskrouter_url: str
    phone_url: str


def live_ports() -> Ports:
    """Return the ports where the live contact centre is found: LIVE_PORT and the two after it, else 8031 to 8033."""
    first = int(os.environ.get("LIVE_PORT", FIRST_LIVE_PORT))
    return Ports(first, first + 1, first + 2)


def free_ports() -> Ports:
    """Return three ports that nobody listens on."""
    return Ports(free_port(), free_port(), free_port())


@contextmanager
def local_stack(ports: Ports, say: Callable[[str], None]) -> Iterator[LocalStack]:
    """Yield the contact centre with everything round it, in this process's environment; all of it ends with the block.

    Raises NotStarted, and OSError where a port is taken.
    """
    with ExitStack() as stack:
        say("an AWS on this machine")
        endpoint = stack.enter_context(embedded_aws(ports.aws))
        say("a contact centre, an hour after it opened")
        centre = _opened(time.time())
        account = accounts.Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
        taskrouter_url = stack.enter_context(serve(create_api([account], time.time), ports.taskrouter))
        phone_url = f"http://{HOST}:{ports.phone}"
        file = stack.enter_context(_file("lines.toml", lines_toml(centre.plan, ACCOUNT_SID, phone_url)))
        stack.enter_context(
            _environment(
                {
                    **_AWS_ENVIRONMENT,
                    "AWS_ENDPOINT_URL": endpoint,
                    "TASKROUTER_URL": taskrouter_url,
                    "LINES_FILE": str(file),
                    "SIMULATED_AUTH_TOKEN": AUTH_TOKEN,
                }
            )
        )
        say("the table")
        operate("create-table")
        say("the phone behind an HTTP server")
        stack.enter_context(serve(_phone(), ports.phone))
        yield LocalStack(centre, taskrouter_url, phone_url)


def operate(command: str) -> str:
    """Run an operator's command, as an operator would, and return what it prints."""
    shell = [sys.executable, "-m", "ops", command]
    return subprocess.run(shell, check=True, stdout=subprocess.PIPE, text=True).stdout


def _opened(now: float) -> Centre:
    centre = Centre(example.example_plan(), seed=example.SEED, opened_at=now - WARM_UP_SECONDS)
    centre.advance(now)
    return centre


def _phone() -> "WSGIApplication":
    # ivr.wsgi reads the environment when it is imported, so that has to wait until the stage is set.
    from ivr.wsgi import app

    return app


@contextmanager
def _file(name: str, text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_text(text, encoding="utf-8")
        yield path


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
