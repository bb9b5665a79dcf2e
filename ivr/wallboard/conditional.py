"""Answers that are made only if they are new to the viewer. A greater age is not: the browser counts ages itself."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, make_response, request

NOW_HEADER = "Board-Now"
"""The server's time, in seconds since the epoch. A browser sets its clock by it, also when nothing is new."""


def answer(now: float, shown: Any, render: Callable[[str], str], *, content_type: str) -> Response:
    """Return what `render` makes for its tag, or 304 if the viewer has it. `shown` is all that decides its content."""
    tag = hashlib.sha256(repr((request.full_path, content_type, shown)).encode()).hexdigest()[:24]
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        response = make_response(render(tag))
        response.content_type = content_type
    response.set_etag(tag)
    response.headers[NOW_HEADER] = f"{now:.3f}"
    # A page from the browser's own cache would show the ages of an earlier moment.
    response.cache_control.no_store = True
    return response
