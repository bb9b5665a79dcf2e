"""`poll`: one poll from a shell, as the schedule runs it, with a progress bar; then the table of waits."""

import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import click
from tqdm import tqdm

from entry.remedies import remedy
from ops.aws_clients import table
from ops.failures import here, meaning
from ops.json_output import JSON, echo
from ops.layout import clock_time, columns, counted
from poller.handler import build_poller
from poller.poll import PollFailed
from poller.report import Report
from server import sqlite_file
from server.tables import poller_table
from waittimes import cache, metrics
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.table import TableUnavailable
from waittimes.wait import Wait

COLUMNS = ("ACCOUNT", "TASK QUEUE", "WAIT", "BASIS", "AGE")


@click.command()
@JSON
def poll(*, as_json: bool) -> None:
    """Poll every account once; print waits, ages and failures. Exits with 1 if anything failed."""
    settings = loading.current()
    with Bar(hidden=as_json) as bar, metrics.silent():
        try:
            reports = build_poller(settings, poller_table(settings)).refresh(progress=bar.moves)
        except PollFailed as error:
            reports = error.reports
    waits, unread = _stored(settings)
    if unread:
        click.echo(f"The table cannot be read {meaning(unread)}", err=True)
    if as_json:
        echo(_for_scripts(reports, waits, time.time()))
    else:
        click.echo(_page(reports, waits, time.time()))
    sys.exit(bool(unread) or any(report.failures for report in reports))


@dataclass
class Bar:
    """A progress bar on standard error that many threads move; hidden unless standard error is a terminal."""

    hidden: bool
    _bar: Any = None
    _through: dict[str, tuple[int, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._bar = tqdm(unit="queue", file=sys.stderr, leave=False, disable=True if self.hidden else None)
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def moves(self, workspace_sid: str, through: int, listed: int) -> None:
        """Note that `through` of the workspace's `listed` queues are done."""
        with self._lock:
            self._through[workspace_sid] = (through, listed)
            self._bar.total = sum(each for _, each in self._through.values())
            self._bar.update(sum(each for each, _ in self._through.values()) - self._bar.n)


def summary(report: Report) -> str:
    """Return one account's poll in a line, then a line for each failure, and one for each remedy."""
    first = (
        f"{report.account}: {report.refreshed} of {counted(report.listed, 'task queue')} refreshed"
        f" in {report.seconds:.1f} s, {report.kept} kept as they were"
    )
    failed = [f"  failed: {each.subject}: {each.reason}" for each in report.failures]
    remedies = sorted(
        {sqlite_file.remedy(each.reason) or remedy(each.reason, here()) for each in report.failures} - {""}
    )
    return "\n".join([first, *failed, *(f"  to do: {each}" for each in remedies)])


def _stored(settings: Config) -> tuple[list[tuple[str, Wait]], str]:
    """Return every wait in the table with its account's name, and why the rest cannot be read; "" if all can."""
    pages = table(settings)
    found: list[tuple[str, Wait]] = []
    try:
        for account in settings.accounts:
            for workspace_sid in account.workspace_sids:
                found += [(account.name, wait) for wait in cache.all_waits(pages, workspace_sid)]
    except TableUnavailable as error:
        return found, str(error)
    return found, ""


def _page(reports: Iterable[Report], waits: Iterable[tuple[str, Wait]], now: float) -> str:
    rows = [
        (name, wait.queue_name, clock_time(wait.estimate.seconds), wait.basis.value, f"{wait.age_seconds(now):.0f} s")
        for name, wait in sorted(waits, key=lambda each: (each[0], each[1].queue_name))
    ]
    return "\n".join([columns([COLUMNS, *rows]), *map(summary, reports)])


def _for_scripts(reports: Iterable[Report], waits: Iterable[tuple[str, Wait]], now: float) -> dict[str, Any]:
    return {
        "accounts": [report.fields() | {"failures": _reasons(report)} for report in reports],
        "task_queues": [
            {
                "account": name,
                "task_queue_sid": wait.queue_sid,
                "name": wait.queue_name,
                "wait_seconds": wait.estimate.seconds,
                "basis": wait.basis.value,
                "age_seconds": round(wait.age_seconds(now), 1),
            }
            for name, wait in waits
        ],
    }


def _reasons(report: Report) -> dict[str, str]:
    """Return the reasons by subject; several reasons of one subject are joined."""
    found: dict[str, str] = {}
    for subject, reason in report.failures:
        found[subject] = f"{found[subject]}; {reason}" if subject in found else reason
    return found
