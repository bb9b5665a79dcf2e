"""A service that stops answering at a chosen moment, so that a test can interrupt a poll."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


@dataclass(slots=True)
class Hanging:
    """A WSGI app in front of another one. After `hang` is called, the requests for which `meant` returns true hang."""

    app: "WSGIApplication"
    meant: Callable[[dict[str, Any]], bool]
    hung: Event = field(default_factory=Event)
    """Set as soon as a request hangs."""
    _passing: int | None = None
    _released: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def hang(self, after: int = 0) -> None:
        """Let requests hang after `after` more of them have passed."""
        self._passing = after
        self._released.clear()
        self.hung.clear()

    def release(self) -> None:
        """Let every request pass, including those that hang."""
        self._passing = None
        self._released.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the app does; a request that hangs is answered after `release`."""
        if self._hangs(environ):
            self.hung.set()
            self._released.wait()
            raise ConnectionAbortedError
        return self.app(environ, start_response)

    def _hangs(self, environ: dict[str, Any]) -> bool:
        with self._lock:
            if self._passing is None or not self.meant(environ):
                return False
            self._passing -= 1
            return self._passing < 0
