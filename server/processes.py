"""The processes of the server: gunicorn's arbiter with its workers, and the clock beside them."""

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from server import phone

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger("waittimes.server")

THREADS: Final = 16
"""Calls that one worker answers at the same time; most of them wait for the table."""
GRACEFUL_SECONDS: Final = 10
"""How long calls that are being answered may take when the server ends."""
CLOCK_STARTS_EVERY_SECONDS: Final = 5.0
"""A clock that ends at once is not started again sooner than this."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - gunicorn makes a file without a name there
"""Where a worker's sign of life lies, so that a slow disk never looks like a dead worker."""


class Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The phone, as gunicorn runs it on `address`, a host and port."""

    def __init__(self, address: str, workers: int) -> None:
        self._address, self._workers = address, workers
        self._flush: Callable[[], None] = _nothing
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is to do."""
        settings = {
            "bind": self._address,
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "loglevel": "warning",
            "logger_class": LoggerWithoutUris,
            "control_socket_disable": True,
            "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
            "post_fork": _leave_the_terminal,
            "worker_exit": lambda _arbiter, _worker: self._flush(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> "WSGIApplication":
        """Return the phone of this worker."""
        app, self._flush = phone.build()
        return app

    def run(self) -> None:
        """Run until SIGTERM or Ctrl-C; calls under way are answered first."""
        ServerArbiter(self).run()


class ServerArbiter(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """Keeps the clock running beside the workers."""

    def __init__(self, app: Application) -> None:
        super().__init__(app)
        self._clock: subprocess.Popen[bytes] | None = None
        self._clock_started_at = float("-inf")

    def manage_workers(self) -> None:
        """Start what is missing: workers, and the clock. gunicorn calls this every second."""
        super().manage_workers()
        if self._clock is not None and self._clock.poll() is None:
            return
        now = time.monotonic()
        if now - self._clock_started_at >= CLOCK_STARTS_EVERY_SECONDS:
            if self._clock is not None:
                log.error("clock.died")
            self._clock_started_at = now
            # In a session of its own, so that Ctrl-C reaches it through this process alone.
            self._clock = subprocess.Popen(
                [sys.executable, "-m", "server.clock", str(os.getpid())], start_new_session=True
            )

    def stop(self, graceful: bool = True) -> None:
        """End the clock and the workers; if `graceful`, after the calls under way."""
        if self._clock is not None and self._clock.poll() is None:
            self._clock.terminate()
        super().stop(graceful)
        if self._clock is not None:
            self._clock.wait(GRACEFUL_SECONDS)

    def handle_int(self) -> None:
        """Answer Ctrl-C as SIGTERM; a second one ends at once."""
        raise StopIteration


class LoggerWithoutUris(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log without the addresses that were asked for, because they hold callers' numbers."""

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log a failure by its kind."""
        if args and "request" in str(msg):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)


def _leave_the_terminal(_arbiter: Any, _worker: Any) -> None:
    # Ctrl-C goes to every process of the terminal's group, and a worker would drop the calls under way.
    os.setpgid(0, 0)


def _nothing() -> None:
    """Do nothing: a worker that has not loaded the phone has nothing to flush."""
