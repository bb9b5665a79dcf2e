"""Links within the wallboard: right below a stage, a base path, or neither."""

from flask import current_app, request

from ivr.phone import Phone
from ivr.request_guard import base_path


def root(phone: Phone) -> str:
    """Return the path below which a browser reaches the app, without a slash at its end.

    That is the stage or base path of this request; where a proxy removed it, the base path of `public_url`, which the
    app removes again if it is still there.
    """
    return request.script_root or base_path(phone.config.public_url)


def link(phone: Phone, endpoint: str, **values: str) -> str:
    """Return the path of this endpoint, as a browser must ask for it."""
    return root(phone) + current_app.url_map.bind("").build(endpoint, values)
