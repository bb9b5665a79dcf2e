"""What stops answering at a chosen moment, so that a poll is caught in the middle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


@dataclass(slots=True)
class Hanging:
    """A WSGI app that passes everything on; those requests that are `meant` hang, once armed, after the first few."""

    app: "WSGIApplication"
    meant: Callable[[dict[str, Any]], bool]
    hung: Event = field(default_factory=Event)
    """Whether a request hangs, or did."""
    _passing: int | None = None
    _released: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def hang(self, after: int = 0) -> None:
        """Let requests hang from now on, once `after` more have passed."""
        self._passing = after
        self._released.clear()
        self.hung.clear()

    def release(self) -> None:
        """Let everything pass, what hangs included."""
        self._passing = None
        self._released.set()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the app does, or not before it is released."""
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
