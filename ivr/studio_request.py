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
    """Return the line that is asked for, with the attributes of the task that the flow is about to create.

    A flow that asks by a line's name adds to the line's attributes; one that asks by a workflow brings all of them.
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
    """Return the fields that tell of the call, under the names that a voice webhook gives them."""
    return webhook.fields() | {name: value for name, value in _body().items() if isinstance(value, str)}


def _attributes() -> Mapping[str, Any] | None:
    """Return the field `attributes`, an object or JSON that spells one; None where it is neither."""
    found = _body().get("attributes", request.values.get("attributes"))
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return None
    return found if isinstance(found, dict) else None


def _body() -> Mapping[str, Any]:
    """Return the JSON object in the body; empty where there is none."""
    try:
        found = request.get_json(silent=True)
    except RecursionError:
        found = None
    return found if isinstance(found, dict) else {}
