"""`/waits.json`: state, minutes and age of the public lines, for everybody. No count and no queue's name is in it."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from ivr.current_wait import CurrentWait
from ivr.deadline import ANSWER_SECONDS
from ivr.phone import Phone
from ivr.wallboard.moments import instant
from ivr.wallboard.rate_cap import Bucket, come_back
from ivr.wallboard.reader import BoardReader
from waittimes.deadline import Deadline
from waittimes.settings.config import Line

FRESH_SECONDS = 15
"""How long anybody may cache the answer."""
MOST_A_SECOND = 50
"""How many requests a process answers in a second. Others get 503, so that visitors never take the time of calls."""


def view(phone: Phone) -> Callable[[], Response]:
    """Return the view that answers with the waits of the lines that have `is_public`."""
    lines = [line for line in phone.config.lines if line.showing.is_public]
    reader, cap = BoardReader(phone), Bucket(MOST_A_SECOND, phone.clock)

    def waits() -> Response:
        if not cap.takes():
            return come_back()
        found = reader.lines(lines, Deadline.in_seconds(ANSWER_SECONDS))
        return _answer([_facts(line, current) for line, current in found.lines])

    return waits


def _facts(line: Line, current: CurrentWait) -> dict[str, Any]:
    told = current.announcement
    return {
        "line": line.name,
        "state": told.state.value,
        "low_minutes": told.low_minutes,
        "high_minutes": told.high_minutes,
        "measured_at": instant(current.wait.measured_at if current.wait else None),
        "age_seconds": current.age_seconds,
        "opens_at": instant(current.opening.opens_at if current.opening else None),
    }


def _answer(facts: list[dict[str, Any]]) -> Response:
    response = Response(json.dumps({"lines": facts}), content_type="application/json")
    # The age grows by itself: it makes no answer new. A client takes it from `measured_at`.
    told = [{name: value for name, value in each.items() if name != "age_seconds"} for each in facts]
    response.set_etag(hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16], weak=True)
    response.cache_control.public = True
    response.cache_control.max_age = FRESH_SECONDS
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.make_conditional(request)
    return response
