"""The door to the wallboard: an app of its own beside the phone's, made by the first request for it.

So no call loads it, the phone's request guard does not know it, and no route of the phone is opened by it.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from ivr.phone import Phone

log = logging.getLogger("waittimes.ivr")

PATHS = ("/board",)
"""The wallboard's paths; what lies below them is the wallboard's too."""
UNAVAILABLE = b"503 Service Unavailable\n"

Wsgi = Callable[[dict[str, Any], Any], Any]


class WallboardDoor:
    """Hands the wallboard's requests to the wallboard, and every other request to `phone_app`."""

    def __init__(self, phone_app: Wsgi, phone: Phone) -> None:
        self._phone_app = phone_app
        self._phone = phone
        self._board: Wsgi | None = None
        self._making = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer as the wallboard or the phone does. A wallboard that cannot be made answers 503."""
        if not _is_of_board(environ.get("PATH_INFO", "")):
            return self._phone_app(environ, start_response)
        try:
            board = self._made()
        except Exception:
            # Whatever is wrong with the wallboard, the next call must find a phone that works.
            log.exception("wallboard.not_made")
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "60")])
            return [UNAVAILABLE]
        return board(environ, start_response)

    def _made(self) -> Wsgi:
        with self._making:
            if self._board is None:
                # Imported here, so that a cold start that answers a call does not load the wallboard.
                from ivr.wallboard.blueprint import app

                self._board = app(self._phone)
            return self._board


def _is_of_board(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in PATHS)
