"""Everything that the product needs, on one machine: an AWS, a TaskRouter, the table and the phone."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulator import past
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.caller.centre_switchboard import CentreSwitchboard
from simulator.caller.phone.transport import OverHTTP
from simulator.centre import example
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.embedded_aws import embedded_aws, free_port
from simulator.lines import WALLBOARD, called_numbers, lines_toml
from simulator.phones.phone_book import PhoneBook
from simulator.phones.recording import Recordings
from simulator.server import HOST, serve
from simulator.telephony.exchange import Exchange
from simulator.telephony.visitors import Visitors
from simulator.telephony.visitors_api import visitors_api
from waittimes.settings.config import DEFAULT_TABLE, Config
from waittimes.settings.declaration import settings_of
from waittimes.settings.polling import Polling

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

ACCOUNT_SID = sid("AC", example.NAME)
AUTH_TOKEN = sid("", f"{example.NAME} signs its webhooks with this")
COOKIE_KEY = sid("", f"{example.NAME} signs the wallboard's cookies with this")
PASSPHRASE = "harbour street live"  # noqa: S105 - shown to whoever starts it
"""Opens the wallboard of the simulated contact centre, which only this machine reaches."""
WARM_UP_SECONDS = 3600.0
_FOLDER = Path(__file__).parents[1] / ".live"
"""Neither committed nor deployed. Its place is known, so that another terminal finds the settings of `make live`."""
_AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "simulated",
    "AWS_SECRET_ACCESS_KEY": "simulated",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_METRICS_DISABLED": "true",  # their lines would stand between those a person reads
}


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of loopback on which each part listens."""

    phone: int
    taskrouter: int
    aws: int


FIRST_LIVE_PORT = 8031
FIRST_FREE_PORT, LAST_PORT = 1024, 65_535
"""Ports below 1024 are the system's."""


class InvalidPort(ValueError):
    """LIVE_PORT is not a port number; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class LocalStack:
    """What is running. URLs have no slash at their end.

    `taskrouter_url` serves Twilio's API of 2010 too. Whoever wants outbound calls to go on advances the `exchange`.
    """

    centre: Centre
    phones: PhoneBook
    exchange: Exchange
    recordings: Recordings
    taskrouter_url: str
    phone_url: str


def live_ports() -> Ports:
    """Return the ports of the live contact centre: LIVE_PORT and the two after it; by default 8031 to 8033.

    Raises InvalidPort for a LIVE_PORT that is no such number.
    """
    text = os.environ.get("LIVE_PORT", str(FIRST_LIVE_PORT))
    if not (text.isascii() and text.isdecimal() and FIRST_FREE_PORT <= int(text) <= LAST_PORT - 2):
        raise InvalidPort(f'LIVE_PORT is "{text}"; it must be a number from {FIRST_FREE_PORT} to {LAST_PORT - 2}.')
    first = int(text)
    return Ports(first, first + 1, first + 2)


def free_ports() -> Ports:
    """Return three free ports."""
    return Ports(free_port(), free_port(), free_port())


@contextmanager
def local_stack(ports: Ports, say: Callable[[str], None], *, past_seconds: float = 0.0) -> Iterator[LocalStack]:
    """Run everything, set this process's environment for it, and yield it; all of it ends with the block.

    With `past_seconds` the contact centre has been polled for that long already.

    Raises NotStarted, and OSError where a port is taken.
    """
    with ExitStack() as stack:
        say("an AWS on this machine")
        stack.enter_context(embedded_aws(ports.aws))
        say("a contact centre, an hour after it opened")
        phones, recordings = PhoneBook(), Recordings(_url(ports.taskrouter))
        centre = _opened(time.time() - past_seconds, phones)
        visitors = Visitors(phones, centre.agent_calls)
        exchange = _exchange(centre, phones, recordings, visitors)
        account = accounts.Account(
            sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,), caller_ids=called_numbers(centre.plan)
        )
        api = create_api([account], time.time, desk=exchange, shelf=recordings)
        api.register_blueprint(visitors_api(visitors, exchange, recordings, time.time))
        taskrouter_url = stack.enter_context(serve(api, ports.taskrouter))
        phone_url = _url(ports.phone)
        lines = lines_toml(centre.plan, ACCOUNT_SID, phone_url, now=time.time())
        stack.enter_context(_file(lines_file(ports), f"{lines}\n{WALLBOARD}"))
        stack.enter_context(_environment(variables(ports)))
        say("the table")
        operate("create-table")
        if past_seconds:
            say(f"the last {past_seconds / 3600:g} hours, polled")
            past.play(centre, account, until=time.time())
        say("the phone behind an HTTP server")
        stack.enter_context(serve(_phone(), ports.phone))
        yield LocalStack(centre, phones, exchange, recordings, taskrouter_url, phone_url)


def variables(ports: Ports) -> dict[str, str]:
    """Return the environment in which the poller, the phone and `ops` work on the contact centre at these ports."""
    # A `.env` in the working folder sets for `ops` what is not set, and would win over the simulated settings file.
    unset = {each.variable: "" for each in settings_of(Config, Polling) if each.variable}
    return {
        **unset,
        **_AWS_ENVIRONMENT,
        "AWS_ENDPOINT_URL": _url(ports.aws),
        "TASKROUTER_URL": _url(ports.taskrouter),
        "API_URL": _url(ports.taskrouter),
        "LINES_FILE": str(lines_file(ports)),
        "SIMULATED_AUTH_TOKEN": AUTH_TOKEN,
        "SIMULATED_COOKIE_KEY": COOKIE_KEY,
        "SIMULATED_PASSPHRASE": PASSPHRASE,
        "TABLE": DEFAULT_TABLE,
    }


def lines_file(ports: Ports) -> Path:
    """Return where the settings file of the contact centre at these ports lies while it runs."""
    return _FOLDER / f"lines-{ports.phone}.toml"


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def operate(*command: str) -> str:
    """Run a command of `ops` as an operator would, and return what it prints."""
    shell = [sys.executable, "-m", "ops", *command]
    return subprocess.run(shell, check=True, stdout=subprocess.PIPE, text=True).stdout


def _opened(now: float, phones: PhoneBook) -> Centre:
    centre = Centre(example.example_plan(), seed=example.SEED, opened_at=now - WARM_UP_SECONDS, phones=phones)
    centre.advance(now)
    return centre


def _exchange(centre: Centre, phones: PhoneBook, recordings: Recordings, visitors: Visitors) -> Exchange:
    return Exchange(
        phones=phones,
        send=OverHTTP(),
        auth_tokens={ACCOUNT_SID: AUTH_TOKEN},
        switchboard=CentreSwitchboard(centre),
        now=centre.now,
        recordings=recordings,
        listener=visitors.hear,
    )


def _phone() -> "WSGIApplication":
    # ivr.wsgi reads the environment when it is imported, so the environment must be set first.
    from ivr.wsgi import app

    return app


@contextmanager
def _file(path: Path, text: str) -> Iterator[None]:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
