"""The door of the simulated API: credentials are checked, a workspace found, and its time brought up to the clock."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from flask import current_app, request

from simulator.api.accounts import Account
from simulator.api.errors import not_found, unauthenticated
from simulator.api.resources import Resources
from simulator.api.statistics_endpoints import Reports, Wire

EXTENSION = "taskrouter"


@dataclass(frozen=True, slots=True)
class Reception:
    """Lets a request into a workspace of the account it has credentials for."""

    accounts: Sequence[Account]
    clock: Callable[[], float]
    wire: Wire

    @contextmanager
    def admit(self, workspace_sid: str) -> Iterator[Reports]:
        """Give this request alone the workspace as it is now. Raises RefusalError."""
        account = self._account()
        centre = account.centre(workspace_sid)
        if centre is None:
            raise not_found(request.path)
        with centre.lock:
            centre.advance(self.clock())
            url = f"{request.host_url}v1/Workspaces/{workspace_sid}"
            yield Reports(Resources(centre, account.sid, url), self.wire)

    def _account(self) -> Account:
        credentials = request.authorization
        if credentials is not None and credentials.type == "basic":
            username, password = credentials.get("username") or "", credentials.get("password") or ""
            for account in self.accounts:
                if account.admits(username, password):
                    return account
        raise unauthenticated()


def reception() -> Reception:
    """Return the door of the app that handles this request."""
    return cast("Reception", current_app.extensions[EXTENSION])
