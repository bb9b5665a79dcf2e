"""What a Studio flow sends along when it asks for a wait: as a form, or as a JSON object."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request

from ivr import webhook
from waittimes.settings import formats
from waittimes.settings.config import Line


def line(target: str) -> Line | None:
    """Return the line that the flow asks about, with the attributes of the task that the flow will create.

    If the flow names the line, its attributes are added to the line's. If it names a workflow, they replace them.
    """
    found = webhook.current().line
    if found is None or found.task_queue_sid:
        return found
    own: Mapping[str, Any] = {} if formats.WORKFLOW_SID.matches(target) else found.attributes
    brought = _attributes()
    return replace(found, attributes=found.attributes if brought is None else {**own, **brought})


def language() -> str | None:
    """Return the field `language`; None without it."""
    found = _body().get("language", request.values.get("language"))
    return found if isinstance(found, str) else None


def call_fields() -> dict[str, str]:
    """Return the fields that describe the call, under the names of a voice webhook."""
    return webhook.fields() | {name: value for name, value in _body().items() if isinstance(value, str)}


def _attributes() -> Mapping[str, Any] | None:
    """Return the field `attributes`, which is an object or the JSON of one; None if it is neither."""
    found = _body().get("attributes", request.values.get("attributes"))
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _body() -> Mapping[str, Any]:
    """Return the JSON object in the body; an empty one if there is none."""
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        found = None
    return found if isinstance(found, dict) else {}
