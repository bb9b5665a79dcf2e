"""`poll`: one poll from a shell, as the schedule would run it, with a bar while it works and a table at its end."""

import json
import logging
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
from ops.layout import clock_time, columns
from poller.handler import build_poller
from poller.poll import PollFailed
from poller.report import Report
from waittimes import cache, logs
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.table import TableUnavailable
from waittimes.wait import Wait

COLUMNS = ("ACCOUNT", "TASK QUEUE", "WAIT", "BASIS", "AGE")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output, for scripts.")
def poll(*, as_json: bool) -> None:
    """Poll every account once; print queues, waits, ages and failures; leave with 1 when anything failed."""
    logs.configure(logging.WARNING)
    settings = loading.current()
    with Bar(hidden=as_json) as bar:
        try:
            reports = build_poller(settings).refresh(progress=bar.moves)
        except PollFailed as error:
            reports = error.reports
    waits = list(_stored(settings))
    click.echo(json.dumps(_for_scripts(reports, waits, time.time())) if as_json else _page(reports, waits, time.time()))
    sys.exit(any(report.failures for report in reports))


@dataclass
class Bar:
    """A progress bar on standard error, moved by many threads; none where that is no terminal."""

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
        """Note how far a workspace is: so many queues are through, of so many."""
        with self._lock:
            self._through[workspace_sid] = (through, listed)
            self._bar.total = sum(each for _, each in self._through.values())
            self._bar.update(sum(each for each, _ in self._through.values()) - self._bar.n)


def summary(report: Report) -> str:
    """Return one account's poll in a line, a line for each reason why something failed, and what to do."""
    first = (
        f"{report.account}: {report.refreshed} of {report.listed} task queues refreshed"
        f" in {report.seconds:.1f} s, {report.kept} kept as they were"
    )
    failed = [f"  failed: {where}: {why}" for where, why in sorted(report.failures.items())]
    remedies = sorted({remedy(why, "where the table was looked for") for why in report.failures.values()} - {""})
    return "\n".join([first, *failed, *(f"  to do: {each}" for each in remedies)])


def _stored(settings: Config) -> Iterable[tuple[str, Wait]]:
    """Yield every wait in the table with its account's name; none where the table cannot be read."""
    pages = table(settings)
    for account in settings.accounts:
        for workspace_sid in account.workspace_sids:
            try:
                yield from ((account.name, wait) for wait in cache.all_waits(pages, workspace_sid))
            except TableUnavailable as error:
                click.echo(f"{workspace_sid}: what is stored cannot be read: {error}", err=True)


def _page(reports: Iterable[Report], waits: Iterable[tuple[str, Wait]], now: float) -> str:
    rows = [
        (name, wait.queue_name, clock_time(wait.estimate.seconds), wait.basis.value, f"{wait.age_seconds(now):.0f} s")
        for name, wait in sorted(waits, key=lambda each: (each[0], each[1].queue_name))
    ]
    return "\n".join([columns([COLUMNS, *rows]), *map(summary, reports)])


def _for_scripts(reports: Iterable[Report], waits: Iterable[tuple[str, Wait]], now: float) -> dict[str, Any]:
    return {
        "accounts": [report.fields() | {"failures": report.failures} for report in reports],
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
