"""Twilio's own document as a judge: wrapped round a WSGI app, it records each request and answer that breaks a rule."""

import functools
import io
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from werkzeug.wrappers import Request, Response

from tests.taskrouter_spec.excerpt import EXCERPT
from tests.taskrouter_spec.overlay import overlaid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

FORM = "application/x-www-form-urlencoded"


@functools.cache
def document() -> dict[str, Any]:
    """Return the excerpt with its overlay."""
    return overlaid(json.loads(EXCERPT.read_text(encoding="utf-8")))


@functools.cache
def rules() -> OpenAPI:
    """Return the validator of the strict document."""
    return OpenAPI.from_dict(document())


class Oracle:
    """The app behind it, unchanged. `violations` has a sentence for each rule that was broken, in order.

    It judges every request, and every answer with a status of success; the document says nothing about the others.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self.app = app
        self.violations: list[str] = []
        self.requests = 0

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        request = _AtTwilio(Request({**environ, "wsgi.input": io.BytesIO(body)}))
        request.request.get_data(cache=True)  # else looking at the form would use it up
        response = Response.from_app(self.app, {**environ, "wsgi.input": io.BytesIO(body)}, buffered=True)
        self.requests += 1
        self._judge(request, response)
        return response(environ, start_response)

    def _judge(self, request: "_AtTwilio", response: Response) -> None:
        where = f"{request.method.upper()} {request.path}"
        self.violations += [f"{where}: unknown {name}" for name in _unknown_names(request)]
        try:
            rules().validate_request(request)
        except OpenAPIError as error:
            self.violations.append(f"{where}: request: {_reason(error)}")
        if not HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return
        try:
            rules().validate_response(request, WerkzeugOpenAPIResponse(response))
        except OpenAPIError as error:
            self.violations.append(f"{where}: response: {_reason(error)}")


class _AtTwilio(WerkzeugOpenAPIRequest):
    """The request as if it had gone to the server the document names."""

    @property
    def host_url(self) -> str:
        return str(document()["servers"][0]["url"])


def _unknown_names(request: _AtTwilio) -> list[str]:
    """Name the query parameters and form fields that the operation does not have: the library lets them pass."""
    operation = _operation(request)
    query = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    form = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {}).get("properties", {})
    unknown_query = sorted(set(request.request.args) - query) if operation else []
    unknown_form = sorted(set(request.request.form) - set(form)) if operation else []
    return [f"query parameter {name}" for name in unknown_query] + [f"form field {name}" for name in unknown_form]


def _operation(request: _AtTwilio) -> dict[str, Any]:
    for path, operations in document()["paths"].items():
        pattern = re.sub(r"\{\w+\}", "[A-Z]{2}[0-9a-fA-F]{32}", path)
        if request.method in operations and re.fullmatch(pattern, request.path):
            operation: dict[str, Any] = operations[request.method]
            return operation
    return {}


def _reason(error: BaseException) -> str:
    """Join the messages of the whole chain of causes, down to the field."""
    details = [
        f"{'.'.join(map(str, each.absolute_path))}: {each.message}" for each in getattr(error, "schema_errors", ())
    ]
    if details:
        return "; ".join(details)
    return str(error) if error.__cause__ is None else f"{error}: {_reason(error.__cause__)}"
