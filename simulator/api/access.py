"""Access to the simulated API: checks credentials, finds the workspace, and advances it to the current time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from flask import current_app, request

from simulator.api.accounts import Account
from simulator.api.errors import not_found, unauthenticated
from simulator.api.rate_limits import Cap, SlidingWindow
from simulator.api.resources import Resources
from simulator.api.statistics_endpoints import ApiVariant, StatisticsEndpoints
from simulator.phones.placed_call import CallDesk
from simulator.phones.recording import Recordings

EXTENSION = "taskrouter"
EVALUATIONS_A_SECOND = 3
"""How often tasks may be listed by an expression over their attributes, by Twilio's changelog of October 2024."""


@dataclass(frozen=True, slots=True)
class Access:
    """Admits requests to the workspaces of the account whose credentials they carry."""

    accounts: Sequence[Account]
    clock: Callable[[], float]
    variant: ApiVariant
    calls: CallDesk | None = None
    recordings: Recordings | None = None
    evaluations: Cap = field(default_factory=lambda: SlidingWindow(EVALUATIONS_A_SECOND))

    @property
    def desk(self) -> CallDesk:
        """Who carries out orders for calls; only an API that has one answers requests about calls."""
        if self.calls is None:
            raise not_found(request.path)
        return self.calls

    @property
    def shelf(self) -> Recordings:
        """The recordings; only an API that has some answers requests about them."""
        if self.recordings is None:
            raise not_found(request.path)
        return self.recordings

    def account(self, account_sid: str) -> Account:
        """Return the account of this SID, if the request has its credentials. Raises ApiRefusal."""
        account = self._account()
        if account.sid != account_sid:
            raise not_found(request.path)
        return account

    @contextmanager
    def admit(self, workspace_sid: str) -> Iterator[StatisticsEndpoints]:
        """Yield the workspace's statistics as of now, locked for this request. Raises ApiRefusal."""
        account = self._account()
        centre = account.centre(workspace_sid)
        if centre is None:
            raise not_found(request.path)
        with centre.lock:
            centre.advance(self.clock())
            url = f"{request.host_url}v1/Workspaces/{workspace_sid}"
            yield StatisticsEndpoints(Resources(centre, account.sid, url), self.variant)

    def _account(self) -> Account:
        credentials = request.authorization
        if credentials is not None and credentials.type == "basic":
            username, password = credentials.get("username") or "", credentials.get("password") or ""
            for account in self.accounts:
                if account.admits(username, password):
                    return account
        raise unauthenticated()


def access() -> Access:
    """Return the Access of the app that handles this request."""
    return cast("Access", current_app.extensions[EXTENSION])
