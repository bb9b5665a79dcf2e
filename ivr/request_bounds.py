"""Upper bounds on a request, far above what Twilio sends. A larger one is refused before any of it is hashed.

A voice webhook from Twilio has about forty fields in three kilobytes. API Gateway passes on no URL above ten.
"""

from flask import abort, request

MOST_URL_CHARACTERS = 8 * 1024
"""The length of path and query together."""
MOST_BODY_BYTES = 64 * 1024
MOST_FIELDS = 250
"""The number of fields in the query, and the same again in the form."""
FORM = "application/x-www-form-urlencoded"


def refuse_oversized() -> None:
    """Abort with 414 if the URL is beyond these bounds, with 413 if the body is."""
    path, query = request.environ.get("PATH_INFO", ""), request.environ.get("QUERY_STRING", "")
    if len(path) + len(query) > MOST_URL_CHARACTERS or query.count("&") >= MOST_FIELDS:
        abort(414)
    if (request.content_length or 0) > MOST_BODY_BYTES:
        abort(413)
    if request.mimetype == FORM and request.get_data().count(b"&") >= MOST_FIELDS:
        abort(413)
