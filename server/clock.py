"""The clock: polls every minute, as long as this server holds the lease. A process of its own, beside the phone.

`python -m server` starts it, with its own process id as the argument, and the clock ends with SIGTERM or when that
process has ended.
"""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

from poller import schedule
from poller.handler import build_poller
from poller.poll import Poller, PollFailed
from server.lease import ASKING_EVERY_SECONDS, PollLease
from server.sqlite_file import remedy
from server.tables import poller_table
from waittimes import logs, metrics
from waittimes.deadline import Deadline
from waittimes.metrics import Values
from waittimes.settings import loading
from waittimes.table import TableUnavailable

if TYPE_CHECKING:
    from poller.report import Report

log = logging.getLogger("waittimes.server")

LONGEST_POLL_SECONDS: Final = schedule.MINUTE_SECONDS - schedule.SPARE_SECONDS
LOOKS_FOR_PARENT_EVERY_SECONDS: Final = 1.0


class Ended(BaseException):
    """The process was told to end."""


class Clock:
    """Polls when the lease says so, and notes how each poll ended."""

    def __init__(self, poller: Poller, lease: PollLease, *, deadline_seconds: float, every_seconds: float) -> None:
        self._poller, self._lease = poller, lease
        self._deadline_seconds = min(deadline_seconds, LONGEST_POLL_SECONDS)
        self._every_seconds = every_seconds
        self._gauges: list[tuple[str, dict[str, str], float]] = []
        self._was_unavailable = ""

    def tick(self) -> float:
        """Poll if this clock is to, and return the seconds until the next tick."""
        deadline = Deadline.in_seconds(self._deadline_seconds)
        try:
            left = self._lease.claim()
            if not left:
                self._poll(deadline)
            self._was_unavailable = ""
        except TableUnavailable as error:
            self._complain(str(error))
            return ASKING_EVERY_SECONDS
        return left

    def receive(self, values: Values, dimensions: Mapping[str, str]) -> None:
        """Take the metrics of a poll. This is a receiver of waittimes.metrics."""
        self._gauges += [(name, dict(dimensions), value) for name, (value, _) in values.items()]

    def end(self) -> None:
        """Leave the next minute to another clock, as far as the table allows."""
        try:
            self._lease.release()
        except TableUnavailable as error:
            log.warning("clock.lease_not_released", extra={"why": str(error)})

    def _poll(self, deadline: Deadline) -> None:
        self._gauges = []
        succeeded = True
        reports: list[Report] = []
        try:
            reports = self._poller.refresh(deadline, every_seconds=self._every_seconds)
        except PollFailed as error:
            succeeded, reports = False, error.reports
            log.error("clock.poll_failed", extra={"why": str(error)})  # noqa: TRY400 - its sentence says everything
        except Exception:
            succeeded = False
            log.exception("clock.poll_broken")
        for report in reports:
            report.emit()
        self._lease.note(self._gauges, succeeded=succeeded)

    def _complain(self, code: str) -> None:
        if code != self._was_unavailable:
            log.error("clock.table_unavailable", extra={"why": code, "remedy": remedy(code)})
        self._was_unavailable = code


def main() -> NoReturn:
    """Run until SIGTERM."""
    logs.configure()
    settings = loading.current()
    table = poller_table(settings)
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    clock = Clock(
        build_poller(settings, table),
        PollLease(table, holder),
        deadline_seconds=settings.polling.deadline_seconds,
        every_seconds=settings.polling.refresh_seconds,
    )
    metrics.send_to(clock.receive)
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_end_with_parent, args=(int(sys.argv[1]),), daemon=True).start()
    try:
        while True:
            time.sleep(clock.tick())
    except Ended:
        clock.end()
    sys.stderr.flush()
    # A poll under way is left behind: its threads would keep the process for as long as a poll may take.
    os._exit(0)


def _end(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Ended


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS_FOR_PARENT_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
