"""The shapes of Twilio's API of 2010 that this project uses, written by hand after Twilio's OpenAPI document.

The document is `spec/json/twilio_api_v2010.json` in github.com/twilio/twilio-oai, of 14 April 2026. It is not kept
here: of its hundreds of operations the project uses a handful. Each field has the pattern of its value.
"""

import re
from collections.abc import Mapping
from typing import Any

Shape = Mapping[str, str]

RFC2822 = r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000"
MAYBE = "|null"
URI = r"/2010-04-01/Accounts/AC[0-9a-f]{32}"
OBJECT = r"\{.*\}"

CALL: Shape = {
    "sid": r"CA[0-9a-f]{32}",
    "date_created": RFC2822,
    "date_updated": RFC2822,
    "parent_call_sid": "null",
    "account_sid": r"AC[0-9a-f]{32}",
    "to": r"\+\d+",
    "to_formatted": r".+",
    "from": r"\+\d+",
    "from_formatted": r".+",
    "phone_number_sid": "null",
    "status": "queued|ringing|in-progress|completed|busy|failed|no-answer|canceled",
    "start_time": RFC2822 + MAYBE,
    "end_time": RFC2822 + MAYBE,
    "duration": r"'\d+'" + MAYBE,
    "price": "null",
    "price_unit": "USD",
    "direction": "outbound-api",
    "answered_by": "null",
    "api_version": "2010-04-01",
    "forwarded_from": "null",
    "group_sid": "null",
    "caller_name": "null",
    "queue_time": r"'\d+'",
    "trunk_sid": "null",
    "uri": URI + r"/Calls/CA[0-9a-f]{32}\.json",
    "subresource_uris": OBJECT,
}

RECORDING: Shape = {
    "account_sid": r"AC[0-9a-f]{32}",
    "api_version": "2010-04-01",
    "call_sid": r"CA[0-9a-f]{32}",
    "conference_sid": "null",
    "date_created": RFC2822,
    "date_updated": RFC2822,
    "start_time": RFC2822,
    "duration": r"'\d+'",
    "sid": r"RE[0-9a-f]{32}",
    "price": "null",
    "price_unit": "USD",
    "status": "completed|deleted",
    "channels": "1",
    "source": "RecordVerb",
    "error_code": "null",
    "uri": URI + r"/Recordings/RE[0-9a-f]{32}\.json",
    "encryption_details": "null",
    "subresource_uris": OBJECT,
    "media_url": "http://127.0.0.1:.*" + URI + r"/Recordings/RE[0-9a-f]{32}",
}


def list_of(key: str, shape: str) -> Shape:
    """Return the shape of a page of `key`; `shape` is the pattern of an address of the list."""
    return {
        "first_page_uri": shape,
        "next_page_uri": shape + MAYBE,
        "previous_page_uri": shape + MAYBE,
        "uri": shape,
        "page": r"\d+",
        "page_size": r"\d+",
        "start": r"\d+",
        "end": r"\d+",
        key: r"\[.*\]",
    }


def faults(resource: Mapping[str, Any], shape: Shape) -> list[str]:
    """Return what differs: a field that is missing, unknown, or of another form."""
    found = [f"lacks {name}" for name in shape if name not in resource]
    found += [f"has {name}" for name in resource if name not in shape]
    for name in shape.keys() & resource.keys():
        if not re.fullmatch(shape[name], _written(resource[name], shape[name]), re.DOTALL):
            found.append(f"{name}: {resource[name]!r}")
    return found


def _written(value: Any, pattern: str) -> str:
    """Write a value as the patterns do: null bare, text in quotes where it looks like a number."""
    if value is None:
        return "null"
    return repr(value) if isinstance(value, str) and pattern.startswith("'") else str(value)
