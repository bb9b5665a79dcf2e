"""An operator's requests to Twilio's REST APIs, with the first credential of the account that is accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests

from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import Account
from waittimes.settings.secret import Secret, SecretUnavailable

TWILIO_API = "https://api.twilio.com"
TWILIO_VOICE_API = "https://voice.twilio.com"
PATIENCE_SECONDS = 5.0
PAGE_SIZE = "1000"
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name of an account and the secret that belongs to it."""

    username: str
    secret: Secret
    is_auth_token: bool

    @property
    def shown(self) -> str:
        """The name by which an operator knows it."""
        kind = "auth token" if self.is_auth_token else f"API key {self.username}"
        return f"{kind} {self.secret.reference}"


def credentials(account: Account) -> tuple[Credential, ...]:
    """Return the account's credentials in the order in which the poller tries them."""
    key = [Credential(account.api_key.sid, account.api_key.secret, is_auth_token=False)] if account.api_key else []
    return (*key, *(Credential(account.sid, token, is_auth_token=True) for token in account.auth_tokens))


@dataclass(frozen=True, slots=True)
class Twilio:
    """One account's REST APIs. TaskRouter is found at `taskrouter_url`."""

    account: Account
    taskrouter_url: str

    def accepts(self, credential: Credential) -> bool:
        """Return whether Twilio accepts the credential. Raises TaskRouterError and SecretUnavailable."""
        url = f"{self.taskrouter_url}/v1/Workspaces/{self.account.workspace_sids[0]}"
        status, _ = _answer(url, {}, credential)
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return False
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TaskRouterError(f"HTTP {status}", status)
        return True

    def workspace_name(self, workspace_sid: str) -> str:
        """Return the workspace's name. Raises TaskRouterError and SecretUnavailable."""
        return str(self._workspace(workspace_sid, "").get("friendly_name") or workspace_sid)

    def workflow(self, workspace_sid: str, workflow_sid: str) -> tuple[str, str]:
        """Return the workflow's name and its document, "" for none. Raises TaskRouterError and SecretUnavailable."""
        found = self._workspace(workspace_sid, f"/Workflows/{workflow_sid}")
        return str(found.get("friendly_name") or workflow_sid), str(found.get("configuration") or "")

    def voice_queue_sizes(self) -> dict[str, int]:
        """Return how many callers each voice queue holds, by its name.

        Twilio names a workflow's voice queue after the workflow's SID, and makes it when the first caller comes.
        Raises TaskRouterError and SecretUnavailable.
        """
        return {str(each["friendly_name"]): int(each["max_size"]) for each in self._listed("Queues", "queues")}

    def phone_numbers(self) -> dict[str, str]:
        """Return the voice URL of each of the account's phone numbers. Raises TaskRouterError and SecretUnavailable."""
        numbers = self._listed("IncomingPhoneNumbers", "incoming_phone_numbers")
        return {str(each["phone_number"]): str(each.get("voice_url") or "") for each in numbers}

    def caller_ids(self) -> frozenset[str]:
        """Return the numbers from which the account may call: its own, and those it has verified.

        Raises TaskRouterError and SecretUnavailable.
        """
        verified = self._listed("OutgoingCallerIds", "outgoing_caller_ids")
        return frozenset([*self.phone_numbers(), *(str(each["phone_number"]) for each in verified)])

    def may_call(self, country: str) -> bool:
        """Return whether the account may call ordinary numbers of this country, by its voice geographic permissions.

        Raises TaskRouterError and SecretUnavailable.
        """
        found = self._get(f"{TWILIO_VOICE_API}/v1/DialingPermissions/Countries/{country}", {})
        return found.get("low_risk_numbers_enabled") is True

    def task_channels(self, workspace_sid: str) -> frozenset[str]:
        """Return the unique names of the workspace's task channels. Raises TaskRouterError and SecretUnavailable."""
        # A workspace has at most 15 of them (Twilio's documentation, TaskRouter limits), so there is one page.
        found = self._workspace(workspace_sid, "/TaskChannels")
        return frozenset(str(each["unique_name"]) for each in found["channels"])

    def _workspace(self, workspace_sid: str, path: str) -> dict[str, Any]:
        return self._get(f"{self.taskrouter_url}/v1/Workspaces/{workspace_sid}{path}", {})

    def _listed(self, resource: str, name: str) -> Iterator[Mapping[str, Any]]:
        """Yield every entry of a list of the account's, page by page."""
        account_path = f"/2010-04-01/Accounts/{self.account.sid}/"
        path, query = f"{account_path}{resource}.json", {"PageSize": PAGE_SIZE}
        for _ in range(MOST_PAGES):
            page = self._get(f"{TWILIO_API}{path}", query)
            yield from (each for each in page.get(name) or () if isinstance(each, Mapping))
            path, query = str(page.get("next_page_uri") or ""), {}
            # Any other URL might send the credentials to another host.
            if not path.startswith(account_path):
                return

    def _get(self, url: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer to the first credential that is not answered 401."""
        status: int = HTTPStatus.UNAUTHORIZED
        found: dict[str, Any] = {}
        unavailable: SecretUnavailable | None = None
        for credential in credentials(self.account):
            try:
                status, found = _answer(url, query, credential)
            except SecretUnavailable as error:
                unavailable = error
                continue
            if status != HTTPStatus.UNAUTHORIZED:
                break
        else:
            if unavailable:
                raise unavailable
        if status != HTTPStatus.OK:
            raise TaskRouterError(f"HTTP {status}", status)
        return found


def _answer(url: str, query: Mapping[str, str], credential: Credential) -> tuple[int, dict[str, Any]]:
    """Return status and JSON object of the answer. Raises TaskRouterError if there is none."""
    pair = (credential.username, credential.secret.reveal())
    try:
        answer = requests.get(url, params=query, auth=pair, timeout=PATIENCE_SECONDS, allow_redirects=False)
        found = answer.json() if answer.ok else {}
    except requests.RequestException as error:
        raise TaskRouterError(type(error).__name__) from error
    return answer.status_code, found if isinstance(found, dict) else {}
