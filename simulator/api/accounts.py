"""Twilio accounts on the simulated API: who may open which workspace."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.centre.centre import Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its contact centres, opened by its SID and token or by one of its API keys and secrets."""

    sid: str
    auth_token: str
    centres: tuple[Centre, ...]
    api_keys: Mapping[str, str] = field(default_factory=dict)

    def admits(self, username: str, password: str) -> bool:
        """Tell whether this is a pair of credentials of the account."""
        secret = self.auth_token if username == self.sid else self.api_keys.get(username)
        return secret is not None and hmac.compare_digest(secret, password)

    def centre(self, workspace_sid: str) -> Centre | None:
        """Return the account's contact centre in this workspace, or None."""
        return next((centre for centre in self.centres if centre.plan.workspace.sid == workspace_sid), None)
