"""The parameters of a request: window, thresholds, SIDs and numbers. All functions raise ApiRefusal (400)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.api.errors import invalid
from simulator.centre.history import Window

DEFAULT_MINUTES = 15
BULK_AT_MOST = 50

Arguments = Mapping[str, str]


def whole_number(arguments: Arguments, name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    """Return the named argument as an integer between `least` and `most`."""
    text = arguments.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"-?\d{1,12}", text) or not least <= int(text) <= most:
        raise invalid(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def window(arguments: Arguments, now: float) -> Window:
    """Return the window of the last `Minutes` (15 by default), or from `StartDate` to `EndDate`; both are refused."""
    if "StartDate" not in arguments and "EndDate" not in arguments:
        return Window.last_minutes(whole_number(arguments, "Minutes", DEFAULT_MINUTES, least=1), now)
    if "Minutes" in arguments:
        raise invalid("Minutes cannot be combined with StartDate or EndDate")
    end = _at(arguments, "EndDate", now)
    return Window(_at(arguments, "StartDate", Window.last_minutes(DEFAULT_MINUTES, end).start), end)


def moment(arguments: Arguments, name: str) -> datetime | None:
    """Return the named date, or date and time, in UTC unless it says otherwise; None if there is none."""
    text = arguments.get(name, "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(f"{name} must be a date and time in ISO 8601") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _at(arguments: Arguments, name: str, default: float) -> float:
    given = moment(arguments, name)
    return default if given is None else given.timestamp()


def thresholds_seconds(arguments: Arguments) -> list[int]:
    """Return the comma-separated seconds of `SplitByWaitTime`."""
    text = arguments.get("SplitByWaitTime", "")
    if not text:
        return []
    if not re.fullmatch(r"\d{1,9}( *, *\d{1,9})*", text):
        raise invalid("SplitByWaitTime must be a list of seconds, separated by commas")
    return [int(seconds) for seconds in text.split(",")]


def queue_sids(body: Any) -> list[str]:
    """Return the 1 to 50 task queue SIDs of a bulk request. Twilio's documentation spells the key in two ways."""
    sids = body.get("queueSids", body.get("QueueSids")) if isinstance(body, dict) else None
    if not isinstance(sids, list) or not 1 <= len(sids) <= BULK_AT_MOST:
        raise invalid(f"queueSids must hold 1 to {BULK_AT_MOST} TaskQueue SIDs")
    if not all(isinstance(sid, str) and re.fullmatch("WQ[0-9a-fA-F]{32}", sid) for sid in sids):
        raise invalid("queueSids holds an invalid TaskQueue SID")
    return sids
