"""TaskRouter on this machine for tests: two accounts' contact centres behind real HTTP, judged by Twilio's document."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from simulator.api.accounts import Account
from simulator.api.statistics_endpoints import ApiVariant
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.plan import Demand, steady
from simulator.centre.sids import sid
from simulator.server import serve
from tests.simulator.centre.small_centres import OPENED_AT, group, plan
from tests.taskrouter_spec.oracle import Oracle

ACCOUNT_SID, TOKEN = sid("AC", "first"), "token-of-the-first"
KEY_SID, SECRET = sid("SK", "first"), "secret-of-the-key"
OTHER_SID, OTHER_TOKEN = sid("AC", "second"), "token-of-the-second"
TWILIO = "https://taskrouter.twilio.com"


class LocalHttp(TwilioHttpClient):
    """Twilio's own HTTP client, with its server replaced."""

    replaces = TWILIO

    def __init__(self, url: str) -> None:
        super().__init__(timeout=5)
        self._url = url

    def close(self) -> None:
        if self.session is not None:
            self.session.close()

    def request(  # noqa: PLR0913, PLR0917  # as the class it extends
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        local = url.replace(self.replaces, self._url)
        return super().request(method, local, params, data, headers, auth, timeout, allow_redirects)


@dataclass(frozen=True)
class Exchange:
    """A running API, and what a test needs to talk to it and to look behind it."""

    url: str
    centre: Centre
    oracle: Oracle
    time: list[float]
    http: "LocalHttp"

    @property
    def workspace_url(self) -> str:
        return f"{self.url}/v1/Workspaces/{self.workspace_sid}"

    @property
    def workspace_sid(self) -> str:
        return self.centre.plan.workspace.sid

    def client(self, username: str = ACCOUNT_SID, password: str = TOKEN) -> Client:
        return Client(username, password, ACCOUNT_SID, http_client=self.http)

    def workspace(self) -> Any:
        return self.client().taskrouter.v1.workspaces(self.workspace_sid)

    def wait_until(self, seconds: float) -> None:
        self.time[0] = OPENED_AT + seconds


@contextmanager
def exchange(
    queues: str = "ab", *, multi_task_enabled: bool = True, variant: ApiVariant | None = None
) -> Iterator[Exchange]:
    """Run the first account's centre with busy queues, open for an hour; the second account's is somewhere else."""
    demand = Demand(rates=steady(1))
    busy = plan((group(queues, 6 * len(queues)),), dict.fromkeys(queues, demand), multi_task_enabled=multi_task_enabled)
    centre, elsewhere = Centre(busy, seed=1, opened_at=OPENED_AT), _elsewhere()
    accounts = (
        Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(centre,), api_keys={KEY_SID: SECRET}),
        Account(sid=OTHER_SID, auth_token=OTHER_TOKEN, centres=(elsewhere,)),
    )
    time = [OPENED_AT + 3600]
    oracle = Oracle(create_api(accounts, lambda: time[0], variant))
    with serve(oracle) as url, closing(LocalHttp(url)) as http:
        yield Exchange(url, centre, oracle, time, http)


def _elsewhere() -> Centre:
    return Centre(plan((group("z", 1),), {"z": Demand()}, name="Elsewhere"), seed=2, opened_at=OPENED_AT)
