"""Calls at Twilio: whether one is over."""

from poller.callbacks.desk import Desk
from poller.taskrouter.actions import LIVE_CALL
from poller.taskrouter.port import unless_gone

GONE = "canceled"
"""The status of a call that Twilio does not know."""


def status_of(desk: Desk, call_sid: str) -> str:
    """Return the status of a call."""
    call = unless_gone(lambda: desk.ask().fetch_call(call_sid))
    return call.status if call else GONE


def is_live(desk: Desk, call_sid: str) -> bool:
    """Tell whether a call is going on."""
    return status_of(desk, call_sid) in LIVE_CALL
