"""The resources of Twilio's API of 2010, for voice, in its JSON: dates of RFC 2822, lengths as text, relative URIs."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime

from simulator.api.resources import Json
from simulator.phones.placed_call import PlacedCall
from simulator.phones.recording import Recording

VERSION = "2010-04-01"
_PARTS_OF_A_CALL = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}


def uri(account_sid: str) -> str:
    """Return the account's URI, relative to the API's host."""
    return f"/{VERSION}/Accounts/{account_sid}"


def rfc2822(at: float | None) -> str | None:
    """Return a time in whole seconds of GMT as this API writes it; None for none."""
    return None if at is None else format_datetime(datetime.fromtimestamp(int(at), UTC))


def call_resource(call: PlacedCall) -> Json:
    """Return one outbound call. Twilio computes a price after the call; here it stays unknown."""
    own = f"{uri(call.account_sid)}/Calls/{call.sid}"
    talked = call.talked_seconds
    return {
        "sid": call.sid,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "parent_call_sid": None,
        "account_sid": call.account_sid,
        "to": call.order.to,
        "to_formatted": _formatted(call.order.to),
        "from": call.order.from_number,
        "from_formatted": _formatted(call.order.from_number),
        "phone_number_sid": None,
        "status": call.status,
        "start_time": rfc2822(call.dialled_at),
        "end_time": rfc2822(call.ended_at),
        "duration": None if talked is None else str(talked),
        "price": None,
        "price_unit": "USD",
        "direction": "outbound-api",
        "answered_by": None,
        "api_version": VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": str(round(1000 * call.queue_seconds)),
        "trunk_sid": None,
        "uri": f"{own}.json",
        "subresource_uris": {name: f"{own}/{part}.json" for name, part in _PARTS_OF_A_CALL.items()},
    }


def recording_resource(recording: Recording, base_url: str) -> Json:
    """Return one recording made by <Record>; `base_url` is that of its sound."""
    own = f"{uri(recording.account_sid)}/Recordings/{recording.sid}"
    parts = {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"}
    return {
        "account_sid": recording.account_sid,
        "api_version": VERSION,
        "call_sid": recording.call_sid,
        "conference_sid": None,
        "date_created": rfc2822(recording.ended_at),
        "date_updated": rfc2822(recording.deleted_at or recording.ended_at),
        "start_time": rfc2822(recording.started_at),
        "duration": str(recording.seconds),
        "sid": recording.sid,
        "price": None,
        "price_unit": "USD",
        "status": "completed" if recording.deleted_at is None else "deleted",
        "channels": 1,
        "source": "RecordVerb",
        "error_code": None,
        "uri": f"{own}.json",
        "encryption_details": None,
        "subresource_uris": {name: f"{own}/{part}.json" for name, part in parts.items()},
        "media_url": base_url + recording.uri,
    }


def _formatted(number: str) -> str:
    return re.sub(r"^\+1(\d{3})(\d{3})(\d{4})$", r"(\1) \2-\3", number)
