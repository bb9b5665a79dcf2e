"""The two cookies: a session of twelve hours, and a screen's of ninety days.

Their names begin with `__Host-`, which a browser takes only with Secure, over https, for this host alone. On loopback
without https the names lack it: Safari refuses Secure cookies there, and other browsers differ in the prefix.
"""

import ipaddress

from flask import request
from werkzeug.wrappers import Response

SESSION = "wallboard"
SESSION_SECONDS = 12 * 3600
KIOSK = "wallboard-kiosk"
KIOSK_SECONDS = 90 * 24 * 3600
LIFE_SECONDS = {SESSION: SESSION_SECONDS, KIOSK: KIOSK_SECONDS}


def sent(name: str) -> str:
    """Return the cookie's value in this request, "" without one."""
    return request.cookies.get(_full(name), "")


def put(response: Response, name: str, value: str) -> None:
    """Let the browser keep this value."""
    _set(response, name, value, LIFE_SECONDS[name])


def remove(response: Response, name: str) -> None:
    """Let the browser forget the value."""
    _set(response, name, "", 0)


def is_plain_loopback() -> bool:
    """Tell whether the browser reads this machine's own pages without https."""
    return request.scheme == "http" and _is_loopback(request.host)


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    is_secure = not is_plain_loopback()
    response.set_cookie(
        _full(name), value, max_age=seconds, path="/", secure=is_secure, httponly=True, samesite="Strict"
    )


def _full(name: str) -> str:
    return name if is_plain_loopback() else f"__Host-{name}"


def _is_loopback(host: str) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
