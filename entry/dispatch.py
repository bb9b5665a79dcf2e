"""Which events are let in, and who answers them. Whatever else somebody may invoke the function with is refused."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from entry.remedies import explained

log = logging.getLogger("waittimes.entry")

Answerer = Callable[[Any, Any], Any]

SCHEDULED_FUNCTION = "poller.handler.refresh"
"""What Zappa calls the scheduled function; it stands behind the last hyphen of the rule's name."""
SHELL_KEYS = frozenset({"raw_command", "command", "manage"})
"""What Zappa would execute: with them, the right to invoke the function were the right to a shell in it."""


class EventRefused(Exception):
    """The event is of no kind that is sent to this function; the message holds nothing of its contents."""


class Dispatch:
    """The function: the schedule goes to the poller, a call to the phone.

    Both are built when first needed and kept. What could not be built is tried again by the next event that needs
    it, and fails that event alone.
    """

    def __init__(self, build_phone: Callable[[], Answerer], build_poller: Callable[[], Answerer]) -> None:
        self._build_phone = build_phone
        self._build_poller = build_poller
        self._phone: Answerer | None = None
        self._poller: Answerer | None = None

    def prepare(self) -> None:
        """Build the phone before the first call. A failure is logged and no more: the poller needs none of it."""
        try:
            self._phone = self._build_phone()
        except Exception:
            log.exception("entry.phone_not_built")

    def __call__(self, event: Any, context: Any) -> Any:
        """Return the answer to an event. Raises EventRefused, and whatever the poller or building raises."""
        if _is_call(event):
            self._phone = self._phone or self._build_phone()
            return self._phone(event, context)
        if _is_schedule(event):
            return self._poll(event, context)
        log.error("entry.event_refused")
        raise EventRefused("this function answers API Gateway and its own schedule, and nothing else")

    def _poll(self, event: Any, context: Any) -> Any:
        try:
            self._poller = self._poller or self._build_poller()
            return self._poller(event, context)
        except Exception as error:
            why = explained(error, getattr(context, "invoked_function_arn", ""))
            log.error("entry.poll_failed", extra={"why": why})  # noqa: TRY400 - Lambda logs the traceback
            raise


def _is_call(event: Any) -> bool:
    """Tell whether API Gateway or a function URL sent this: a REST API's event, or one of version 2.0."""
    if not isinstance(event, Mapping) or SHELL_KEYS & event.keys():
        return False
    if event.get("version") == "2.0":
        return isinstance(event.get("rawPath"), str)
    return isinstance(event.get("httpMethod"), str) and isinstance(event.get("path"), str)


def _is_schedule(event: Any) -> bool:
    """Tell whether EventBridge sent this by a rule of Zappa's for the scheduled function."""
    if not isinstance(event, Mapping) or SHELL_KEYS & event.keys() or event.get("detail-type") != "Scheduled Event":
        return False
    resources = event.get("resources")
    first = resources[0] if isinstance(resources, list) and resources else None
    return isinstance(first, str) and first.rpartition("/")[2].rpartition("-")[2] == SCHEDULED_FUNCTION
