"""Checks the event of an HTTP request, and rebuilds it from the members that AWS documents.

Zappa's handler reads many kinds of event, and some of them name a function that it then runs. So it gets only the copy
made here, whose members let it do nothing but answer an HTTP request.

The formats are those of AWS's documentation: "Lambda proxy integration" of API Gateway (REST APIs and HTTP APIs,
payload versions 1.0 and 2.0), "Lambda function URLs" (2.0), and "Lambda functions as targets" of Application Load
Balancers (1.0). `stageVariables` are left out, because Zappa writes them into the environment. So is the authorizer's
result, because nothing here reads it.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from http import HTTPMethod
from typing import Any, Final, cast

Check = Callable[[Any], Any]
"""Returns a copy of a member. Raises ValueError if the member is not as documented."""

COMMANDS: Final = frozenset({"command", "manage", "raw_command"})
"""Members with which Zappa's command line invokes a function. An event with one of them is not a request."""

METHODS: Final = frozenset(each.value for each in HTTPMethod)


class MalformedRequest(Exception):
    """A member of an HTTP request's event is not as AWS documents it; the message is that member's name."""


def rebuild(event: Any) -> dict[str, Any] | None:
    """Return a copy of an HTTP request's event; None for any other kind of event. Raises MalformedRequest."""
    if not isinstance(event, dict) or COMMANDS & event.keys():
        return None
    if event.get("version") == "2.0" and ("rawPath" in event or "requestContext" in event):
        members = {"rawQueryString": "", "headers": {}} | _members(event, VERSION_2, ("rawPath", "requestContext"))
    elif event.get("version", "1.0") == "1.0" and _is_text(event.get("httpMethod")) and event["httpMethod"]:
        members = _members(event, VERSION_1, ("httpMethod", "path"))
    else:
        return None
    return members | _body(event)


def bad_request(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer 400, in the format that the event's sender expects."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    answer: dict[str, Any] = {"statusCode": 400, "headers": headers, "body": "400 Bad Request\n"}
    if "multiValueHeaders" in event:
        answer["multiValueHeaders"] = {name: [value] for name, value in headers.items()}
    context = event.get("requestContext")
    if isinstance(context, dict) and "elb" in context:
        answer |= {"isBase64Encoded": False, "statusDescription": "400 Bad Request"}
    return answer


def _members(event: Mapping[str, Any], checks: Mapping[str, Check], required: tuple[str, ...]) -> dict[str, Any]:
    """Return a copy of each member that `checks` names and the event has. Raises MalformedRequest."""
    for name in required:
        if name not in event:
            raise MalformedRequest(name)
    found = {}
    for name in checks.keys() & event.keys():
        try:
            found[name] = checks[name](event[name])
        except ValueError as error:
            raise MalformedRequest(name) from error
    return found


def _body(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body decoded if it is text. Zappa's own decoding depends on a setting."""
    try:
        body, is_encoded = _text_or_none(event.get("body")) or "", _flag(event.get("isBase64Encoded", False))
        if is_encoded:
            decoded = base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error) as error:
        raise MalformedRequest("body") from error
    if not is_encoded:
        return {"body": body, "isBase64Encoded": False}
    try:
        return {"body": decoded.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": body, "isBase64Encoded": True}


def _is_text(*values: Any) -> bool:
    """Tell whether all values are texts that UTF-8 can encode. A text from JSON may hold half of a surrogate pair."""
    try:
        together = "".join(values)
    except TypeError:
        return False
    if together.isascii():
        return True
    try:
        together.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Any) -> str:
    if not _is_text(value):
        raise ValueError
    return cast("str", value)


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one error for whatever is malformed
    return value


def _method(value: Any) -> str:
    if not isinstance(value, str) or value not in METHODS:
        raise ValueError
    return value


def _list_of_texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not _is_text(*value):
        raise ValueError
    return list(value)


def _texts(value: Any) -> dict[str, str]:
    """Return a copy of an object whose values are texts; null counts as an empty one."""
    found = _object({} if value is None else value)
    if not _is_text(*found, *found.values()):
        raise ValueError
    return dict(found)


def _lists_of_texts(value: Any) -> dict[str, list[str]]:
    """Return a copy of an object whose values are lists of texts; null counts as an empty one."""
    found = _object({} if value is None else value)
    if not _is_text(*found):
        raise ValueError
    return {name: _list_of_texts(each) for name, each in found.items()}


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004 - one error for whatever is malformed
    return value


def _address(value: Any) -> str:
    """Return the text, "" for anything else: no call is refused for an address that only the wallboard reads."""
    return value if isinstance(value, str) and _is_text(value) else ""


def _identity(value: Any) -> dict[str, str]:
    return {"sourceIp": _address(value.get("sourceIp") if isinstance(value, dict) else "")}


def _object_of(checks: Mapping[str, Check], *required: str) -> Check:
    """Return a check that copies an object's members in `checks` and leaves out every other member."""

    def check(value: Any) -> dict[str, Any]:
        try:
            return _members(_object(value), checks, required)
        except MalformedRequest as error:
            raise ValueError from error

    return check


VERSION_1: Mapping[str, Check] = {
    "httpMethod": _method,
    "path": _text,
    "headers": _texts,
    "multiValueHeaders": _lists_of_texts,
    "queryStringParameters": _texts,
    "multiValueQueryStringParameters": _lists_of_texts,
    "requestContext": _object_of(
        {
            "path": _text,
            "stage": _text,
            "identity": _identity,
            "elb": _object_of({"targetGroupArn": _text}, "targetGroupArn"),
        }
    ),
}
VERSION_2: Mapping[str, Check] = {
    "version": _text,
    "rawPath": _text,
    "rawQueryString": _text,
    "cookies": _list_of_texts,
    "headers": _texts,
    "requestContext": _object_of(
        {"stage": _text, "http": _object_of({"method": _method, "sourceIp": _address}, "method")}, "http"
    ),
}
