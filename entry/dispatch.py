"""Lets in the events on an allow-list, hands each to the phone or to the poller, and refuses every other event."""

import logging
from collections.abc import Callable
from typing import Any

from entry import http_event, scheduled_event
from entry.remedies import explained

log = logging.getLogger("waittimes.entry")

Answerer = Callable[[Any, Any], Any]


class EventRefused(Exception):
    """The function does not answer this kind of event. The message holds nothing of the event's contents."""


class Dispatch:
    """The function: it hands an HTTP request to the phone, and the schedule's event to the poller.

    Each of the two is built when it is first needed, and kept. If that fails, only this event fails; the next event
    that needs it tries again.
    """

    def __init__(self, build_phone: Callable[[], Answerer], build_poller: Callable[[], Answerer]) -> None:
        self._build_phone = build_phone
        self._build_poller = build_poller
        self._phone: Answerer | None = None
        self._poller: Answerer | None = None

    def prepare(self) -> None:
        """Build the phone before the first call. A failure is only logged: the poller does not need the phone."""
        try:
            self._phone = self._build_phone()
        except Exception:
            log.exception("entry.phone_not_built")

    def __call__(self, event: Any, context: Any) -> Any:
        """Return the answer to an event. Raises EventRefused, and what the poller or a failed build raises.

        The phone gets a copy of the request, rebuilt from documented members. A malformed request is answered with 400
        and does not reach the phone.
        """
        try:
            request = http_event.rebuild(event)
        except http_event.MalformedRequest as error:
            log.warning("entry.request_malformed", extra={"member": str(error)})
            return http_event.bad_request(event)
        if request is not None:
            self._phone = self._phone or self._build_phone()
            return self._phone(request, context)
        if scheduled_event.is_ours(event):
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
