"""What an operator asks Twilio of a workflow: which task queues it fills, and how many callers it holds."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import Account

TWILIO_API = "https://api.twilio.com"
PATIENCE_SECONDS = 5.0


def targets(account: Account, url: str, workspace_sid: str, workflow_sid: str) -> set[str]:
    """Return the SIDs of the task queues the workflow leads to.

    Raises TaskRouterError and SecretUnavailable.
    """
    found = _fetched(account, f"{url}/v1/Workspaces/{workspace_sid}/Workflows/{workflow_sid}", {})
    try:
        return set(_queues(json.loads(found["configuration"])))
    except (KeyError, TypeError, ValueError) as error:
        raise TaskRouterError("unreadable configuration of a workflow") from error


def voice_queue_size(account: Account, workflow_sid: str) -> int | None:
    """Return how many callers the workflow's voice queue holds; None before its first caller made it.

    Twilio names that queue after the workflow. Raises TaskRouterError and SecretUnavailable.
    """
    url = f"{TWILIO_API}/2010-04-01/Accounts/{account.sid}/Queues.json"
    while url:
        page = _fetched(account, url, {"PageSize": "1000"})
        for queue in page.get("queues", []):
            if queue.get("friendly_name") == workflow_sid:
                return int(queue["max_size"])
        following = page.get("next_page_uri")
        url = f"{TWILIO_API}{following}" if following else ""
    return None


def _fetched(account: Account, url: str, query: Mapping[str, str]) -> dict[str, Any]:
    credential = (account.sid, account.auth_tokens[0].reveal())
    try:
        answer = requests.get(url, params=query, auth=credential, timeout=PATIENCE_SECONDS)
        found = answer.json() if answer.ok else {}
    except requests.RequestException as error:
        raise TaskRouterError(type(error).__name__) from error
    if not answer.ok:
        raise TaskRouterError(f"HTTP {answer.status_code}", answer.status_code)
    return found if isinstance(found, dict) else {}


def _queues(configuration: Any) -> Iterator[str]:
    """Yield every queue named anywhere in a workflow's document: in its filters' targets, and its default."""
    if isinstance(configuration, Mapping):
        for key, value in configuration.items():
            if key == "queue" and isinstance(value, str):
                yield value
            else:
                yield from _queues(value)
    elif isinstance(configuration, list):
        for each in configuration:
            yield from _queues(each)
