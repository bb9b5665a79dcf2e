"""Twilio accounts on the simulated API, with their credentials and workspaces."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.centre.centre import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its contact centres. Its credentials are SID and auth token, or an API key and its secret.

    It may call from the numbers `caller_ids`, which are its own or verified, to numbers that begin like `may_dial`.
    """

    sid: str
    auth_token: str
    centres: tuple[Centre, ...]
    api_keys: Mapping[str, str] = field(default_factory=dict)
    caller_ids: frozenset[str] = frozenset()
    may_dial: tuple[str, ...] = ("+",)

    def admits(self, username: str, password: str) -> bool:
        """Return whether these are credentials of the account."""
        secret = self.auth_token if username == self.sid else self.api_keys.get(username)
        return secret is not None and hmac.compare_digest(secret, password)

    def centre(self, workspace_sid: str) -> Centre | None:
        """Return the account's contact centre of this workspace; None if it has none."""
        return next((centre for centre in self.centres if centre.plan.workspace.sid == workspace_sid), None)
