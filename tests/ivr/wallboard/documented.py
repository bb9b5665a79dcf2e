"""The wallboard's own OpenAPI document as a judge of its answers."""

import functools
import json
from importlib import resources
from typing import Any

from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import TestResponse

HOSTS = ("http://localhost", "https://waits.example.com")


@functools.cache
def document() -> dict[str, Any]:
    """Return the document as it is in the repository."""
    found: dict[str, Any] = json.loads(resources.files("ivr.wallboard").joinpath("openapi.json").read_text("utf-8"))
    return found


@functools.cache
def _rules() -> OpenAPI:
    return OpenAPI.from_dict({**document(), "servers": [{"url": each} for each in HOSTS]})


def judged(answer: TestResponse) -> Any:
    """Return the JSON of this answer. Raises OpenAPIError if the document does not allow it."""
    _rules().validate_response(WerkzeugOpenAPIRequest(answer.request), WerkzeugOpenAPIResponse(answer))
    return answer.get_json(silent=True)
