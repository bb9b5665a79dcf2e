"""The addresses of a deployed phone, and the events in which a gateway passes their requests on to Lambda."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

EVENTS = Path(__file__).parent / "events"
API, FUNCTION_URL = "abc123def4.execute-api.eu-west-1.amazonaws.com", "xyz789.lambda-url.eu-west-1.on.aws"
DOMAIN = "phone.example.com"
STAGE = "production"


def recorded(name: str) -> dict[str, Any]:
    """Return one of the events in the folder."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address of the phone: the URL that Twilio calls and signs, and how the gateway passes it on."""

    name: str
    event: str
    called: str
    """The URL that Twilio calls, up to the route."""
    host: str
    """The host in the function's event."""
    before_path: str = ""
    """The path in the function's event, up to the route."""
    before_raw_path: str = ""
    """The path of the request to the gateway, up to the route, in an event of version 1."""
    stage: str = STAGE

    def request(self, route: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """Return the event for a form that is posted to this route."""
        event = recorded(self.event)
        event["body"] = base64.b64encode(urlencode(fields).encode()).decode()
        event["requestContext"] |= {"domainName": self.host, "stage": self.stage}
        named = event["headers"] | {"Host": self.host} | dict(headers)
        if self.event == "rest_api":
            event |= {"path": self.before_path + route, "headers": named}
            event["multiValueHeaders"] = {name: [value] for name, value in named.items()}
            event["requestContext"]["path"] = self.before_raw_path + route
        else:
            event |= {"rawPath": self.before_path + route}
            event["headers"] = {name.lower(): value for name, value in named.items()}
            event["requestContext"]["http"]["path"] = self.before_path + route
        return event

    def question(self, route: str, query: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return the event for a GET of this route with this query."""
        event = self.request(route, {}, headers) | {"body": None, "isBase64Encoded": False}
        if self.event == "rest_api":
            event["httpMethod"] = event["requestContext"]["httpMethod"] = "GET"
            event["queryStringParameters"] = dict(parse_qsl(query, keep_blank_values=True))
            event["multiValueQueryStringParameters"] = parse_qs(query, keep_blank_values=True)
        else:
            event["rawQueryString"] = query
            event["requestContext"]["http"]["method"] = "GET"
        return event


REST_API = Address(
    name="REST API, its own address",
    event="rest_api",
    called=f"https://{API}/{STAGE}",
    host=API,
    before_raw_path=f"/{STAGE}",
)
REST_API_DOMAIN = Address(name="REST API, a domain", event="rest_api", called=f"https://{DOMAIN}", host=DOMAIN)
REST_API_BASE_PATH = Address(
    name="REST API, a domain with a base path",
    event="rest_api",
    called=f"https://{DOMAIN}/v1",
    host=DOMAIN,
    before_path="/v1",
    before_raw_path="/v1",
)
REST_API_UNMAPPED = Address(
    name="REST API, a domain that is mapped to no stage",
    event="rest_api",
    called=f"https://{DOMAIN}/{STAGE}",
    host=DOMAIN,
    before_path=f"/{STAGE}",
    before_raw_path=f"/{STAGE}",
)
HTTP_API_STAGE = Address(
    name="HTTP API, a named stage",
    event="http_api",
    called=f"https://{API}/{STAGE}",
    host=API,
    before_path=f"/{STAGE}",
)
HTTP_API = Address(
    name="HTTP API, the default stage", event="http_api", called=f"https://{API}", host=API, stage="$default"
)
HTTP_API_DOMAIN = Address(name="HTTP API, a domain", event="http_api", called=f"https://{DOMAIN}", host=DOMAIN)
HTTP_API_BASE_PATH = Address(
    name="HTTP API, a domain with a mapping key", event="http_api", called=f"https://{DOMAIN}/v1", host=DOMAIN
)
A_FUNCTION_URL = Address(
    name="function URL", event="http_api", called=f"https://{FUNCTION_URL}", host=FUNCTION_URL, stage="$default"
)
CLOUDFRONT = Address(
    name="function URL behind CloudFront",
    event="http_api",
    called=f"https://{DOMAIN}/v1",
    host=FUNCTION_URL,
    stage="$default",
)
