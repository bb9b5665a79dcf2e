"""Where an hour of the history lies in the table. Pure."""

from datetime import UTC, datetime

from waittimes import cache


def whole_key(workspace_sid: str, hour_at: int) -> str:
    """Return the `ID` of the item with every queue of a small workspace; `hour_at` is in seconds since the epoch."""
    return f"{workspace_sid}#history#{_hour(hour_at)}"


def shard_key(workspace_sid: str, digit: str, hour_at: int) -> str:
    """Return the `ID` of the item with the queues of a large workspace whose SIDs end with this digit."""
    return f"{cache.page_key(workspace_sid, digit)}#history#{_hour(hour_at)}"


def _hour(hour_at: int) -> str:
    return datetime.fromtimestamp(hour_at, UTC).strftime("%Y-%m-%dT%H")
