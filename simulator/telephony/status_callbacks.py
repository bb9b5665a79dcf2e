"""What an app is told of the progress of a call that it asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from simulator.caller.phone.identity import Identity
from simulator.caller.phone.signing import Signer, form_request
from simulator.caller.phone.transport import Answer, Transport, Unreachable
from simulator.phones.placed_call import PlacedCall

_EVENTS = {"ringing": "ringing", "in-progress": "answered"}
"""Twilio's event for a CallStatus; `initiated` is both, and every end is `completed`."""


@dataclass(slots=True)
class StatusCallbacks:
    """Tells one call's app of the events that it asked for, in order. `answers` has what it answered, None for nothing.

    An app that fails is not asked again: Twilio repeats such a request only if the connection failed.
    """

    call: PlacedCall
    identity: Identity
    send: Transport
    signer: Signer
    _sent: int = 0

    def tell(self, status: str, at: float) -> Answer | None:
        """Send the event of this status if it was asked for; return the answer."""
        order = self.call.order
        event = status if status == "initiated" else _EVENTS.get(status, "completed")
        if not order.status_callback or event not in order.status_callback_events:
            return None
        fields = self._fields(status, at)
        self._sent += 1
        request = form_request(order.status_callback_method, order.status_callback, fields.items(), self.signer)
        try:
            return self.send(request.method, request.url, request.headers, request.body)
        except Unreachable:
            return None

    def _fields(self, status: str, at: float) -> Mapping[str, str]:
        talked = self.call.talked_seconds
        return self.identity.fields(status) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._sent),
            "Timestamp": format_datetime(datetime.fromtimestamp(int(at), UTC)),
            **({"CallDuration": str(talked or 0)} if self.call.is_over else {}),
        }
