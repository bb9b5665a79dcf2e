"""Twilio's API of 2010 on this machine: an account that dials, an exchange behind it, and Twilio's own package."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from twilio.rest import Client

from simulator.api.accounts import Account
from simulator.api.taskrouter_api import create_api
from simulator.phones.recording import Recordings
from simulator.server import serve
from tests.simulator.api.stand_in_api import LocalHttp
from tests.simulator.telephony.outbound_calls import ACCOUNT, NOW, OURS, THEIRS, TOKEN, URL, Dialling, dialling

OTHER, OTHER_TOKEN = "AC" + "9" * 32, "token-of-another-account"


class LocalVoice(LocalHttp):
    """Twilio's own HTTP client, with the server of the API of 2010 replaced."""

    replaces = "https://api.twilio.com"


@dataclass(frozen=True)
class Voice:
    """The running API. Times are seconds since `NOW`."""

    url: str
    dialling: Dialling
    time: list[float]
    client: Client

    def at(self, seconds: float) -> "Voice":
        self.time[0] = NOW + seconds
        self.dialling.at(seconds)
        return self

    def orders(self, **order: Any) -> Any:
        return self.client.calls.create(**{"to": THEIRS, "from_": OURS, "url": URL} | order)

    def status(self, call_sid: str) -> str:
        return str(self.client.calls(call_sid).fetch().status)

    def posts(self, path: str, form: dict[str, str]) -> requests.Response:
        """Post without Twilio's package, which checks some values itself."""
        return requests.post(f"{self.url}/2010-04-01/Accounts/{ACCOUNT}{path}", form, auth=(ACCOUNT, TOKEN), timeout=5)

    def gets(self, path: str) -> requests.Response:
        return requests.get(f"{self.url}/2010-04-01/Accounts/{ACCOUNT}{path}", auth=(ACCOUNT, TOKEN), timeout=5)


@contextmanager
def voice(one: Dialling | None = None, recordings: Recordings | None = None) -> Iterator[Voice]:
    one, time = one or dialling(), [NOW]
    ours = Account(sid=ACCOUNT, auth_token=TOKEN, centres=(), caller_ids=frozenset({OURS}), may_dial=("+1555", "+49"))
    other = Account(sid=OTHER, auth_token=OTHER_TOKEN, centres=())
    api = create_api((ours, other), lambda: time[0], desk=one.exchange, shelf=recordings)
    with serve(api) as url, closing(LocalVoice(url)) as http:
        yield Voice(url, one, time, Client(ACCOUNT, TOKEN, http_client=http))
