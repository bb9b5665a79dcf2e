"""Rules that Twilio's document leaves open: types inside the statistics, required fields, and optional ones."""

import copy
from collections.abc import Collection
from typing import Any

from tests.taskrouter_spec.excerpt import WORKSPACE

Schema = dict[str, Any]

STATISTICS = "taskrouter.v1.workspace.task_queue.task_queue"
CUMULATIVE, REALTIME = f"{STATISTICS}_cumulative_statistics", f"{STATISTICS}_real_time_statistics"
COMBINED, ENTRY = f"{STATISTICS}_statistics", f"{STATISTICS.removesuffix('_queue')}_queues_statistics"
BULK = f"{STATISTICS}_bulk_real_time_statistics"
RESOURCES = ("", ".activity", ".task", ".task_channel", ".task_queue", ".workflow")
FRAME = {"account_sid", "workspace_sid", "task_queue_sid", "url"}
"""What stands round a queue's statistics and is not repeated inside the combined form."""

MAY_BE_MISSING = {
    "split_by_wait_time",
    "tasks_by_priority",
    "tasks_completed",
    "longest_relative_task_age_in_queue",
    "longest_relative_task_sid_in_queue",
    "wait_duration_in_queue_until_accepted",
    "wait_duration_until_accepted",
    "wait_duration_until_canceled",
}
"""Fields that Twilio's examples of the combined form do not show."""


def overlaid(document: Schema) -> Schema:
    """Return a strict copy of the document: every field has a type, certain fields are required, others forbidden."""
    strict = copy.deepcopy(document)
    schemas = strict["components"]["schemas"]
    schemas[CUMULATIVE]["properties"] |= _CUMULATIVE_TYPES
    schemas[REALTIME]["properties"] |= _REALTIME_TYPES
    inner = {
        "cumulative": _closed(_without(schemas[CUMULATIVE], FRAME), MAY_BE_MISSING),
        "realtime": _closed(_without(schemas[REALTIME], FRAME), MAY_BE_MISSING),
    }
    for name in (COMBINED, ENTRY):
        schemas[name]["properties"] |= inner
    schemas[BULK]["properties"]["task_queue_data"] = {"type": "array", "items": _bulk_entry(schemas[REALTIME])}
    closed = (CUMULATIVE, REALTIME, COMBINED, ENTRY, BULK, *(f"taskrouter.v1.workspace{part}" for part in RESOURCES))
    for name in closed:
        schemas[name] = _closed(schemas[name])
    _close_bodies(strict)
    return strict


def _close_bodies(document: Schema) -> None:
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        for response in operation["responses"].values():
            schema = response["content"]["application/json"]["schema"]
            if "meta" in schema.get("properties", {}):
                schema["properties"]["meta"] = _closed(schema["properties"]["meta"])
                response["content"]["application/json"]["schema"] = _closed(schema)
    bulk = document["paths"][f"{WORKSPACE}/TaskQueues/RealTimeStatistics"]["post"]
    bulk["requestBody"] = {"required": True, "content": {"application/json": {"schema": _BULK_REQUEST}}}


def _closed(schema: Schema, may_be_missing: Collection[str] = ()) -> Schema:
    required = [name for name in schema["properties"] if name not in may_be_missing]
    return schema | {"type": "object", "required": required, "additionalProperties": False}


def _without(schema: Schema, names: set[str]) -> Schema:
    return {"properties": {name: kind for name, kind in schema["properties"].items() if name not in names}}


def _bulk_entry(realtime: Schema) -> Schema:
    relative = {"longest_relative_task_age_in_queue", "longest_relative_task_sid_in_queue"}
    return _closed(_without(realtime, (FRAME - {"task_queue_sid"}) | relative))


def _counts(*names: str) -> Schema:
    return _closed({"properties": {name: {"type": "integer", "minimum": 0} for name in names}})


_DURATIONS = _counts("avg", "min", "max", "total") | {"nullable": True}
_SPLIT = _closed(
    {"properties": {side: _counts("tasks_canceled", "reservations_accepted") for side in ("above", "below")}}
)
_CUMULATIVE_TYPES = {
    # An integer by the document, 0.0 in its own examples of the combined form.
    "avg_task_acceptance_time": {"type": "number"},
    "wait_duration_until_accepted": _DURATIONS,
    "wait_duration_until_canceled": _DURATIONS,
    "wait_duration_in_queue_until_accepted": _DURATIONS,
    "split_by_wait_time": {"type": "object", "nullable": True, "additionalProperties": _SPLIT},
}
_WORKERS = _closed(
    {
        "properties": {
            "friendly_name": {"type": "string"},
            "sid": {"type": "string", "pattern": "^WA[0-9a-fA-F]{32}$"},
            "workers": {"type": "integer", "minimum": 0},
        }
    }
)
_REALTIME_TYPES = {
    "activity_statistics": {"type": "array", "items": _WORKERS},
    "tasks_by_status": _counts("reserved", "pending", "assigned", "wrapping"),
    "tasks_by_priority": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
}
_BULK_REQUEST = _closed(
    {
        "properties": {
            "queueSids": {
                "type": "array",
                "minItems": 1,
                "maxItems": 50,
                "items": {"type": "string", "pattern": "^WQ[0-9a-fA-F]{32}$"},
            }
        }
    }
)
