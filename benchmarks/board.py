"""`make bench-board`: what the wallboard costs: to render, to send, to keep open for a month, and beside calls."""

import gzip
import json
import logging
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import click

from benchmarks import board_beside_calls
from ivr.app import create_app
from ops.costs import prices
from ops.costs.cost import REQUEST_LOG_BYTES
from tests.fakes.memory_table import MemoryTable
from tests.fakes.units import Units
from tests.fakes.waits import busy_contact_centre
from waittimes import cache
from waittimes.history import STEP_SECONDS, Point, hour_format, items
from waittimes.history.point import HOUR_SECONDS, StoredPoint, hour_of
from waittimes.page import NO_PAGE
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.secret import Secret
from waittimes.settings.wallboard import Passphrase, Wallboard
from waittimes.wait import Wait

NOW = 1_795_000_000.0
WORKSPACE = "WS" + "1" * 32
PASSPHRASE = "a passphrase of the benchmark"  # noqa: S105 - opens nothing
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
POLL_SECONDS, REFRESH_SECONDS = 60, 15
REPEATS = 9
SECONDS_A_MONTH = 730 * 3600
TARGETS = {500: 150.0, 5000: 300.0}
"""Milliseconds to render this many task queues, just after a poll."""
MOST_BYTES = 60_000
MOST_VIEWS_OF_TRENDS = 8


class Centre:
    """A contact centre of many task queues whose first ones have a line each, and somebody who looks at its board."""

    def __init__(self, queues: int, lines: int) -> None:
        self.now = NOW
        self.table = MemoryTable()
        self._waits = busy_contact_centre(queues)
        secret = partial(str, PASSPHRASE)
        account = Account("main", "AC" + "1" * 32, (Secret("env:T", lambda: "no-token"),), (WORKSPACE,))
        config = Config(
            accounts=(account,),
            lines=tuple(_line(number, account, wait) for number, wait in enumerate(self._waits[:lines])),
            wallboard=Wallboard(
                (Passphrase("all", (Secret("env:P", secret),)),), (Secret("env:K", lambda: "k" * 32),), 1000
            ),
        )
        self.viewer = create_app(config, self.table, lambda: self.now).test_client()
        self._remembers()
        self.polls()
        answer = self.viewer.post("/board/sign-in", data={"passphrase": PASSPHRASE}, headers=SAME_ORIGIN)
        if answer.status_code not in (302, 303):
            raise SystemExit(f"signing in was answered with {answer.status_code}")

    def polls(self) -> None:
        """Store new waits, all of them different from those before."""
        turn = int(self.now) % 97
        waits = tuple(replace(each, measured_at=self.now, pending=each.pending + turn) for each in self._waits)
        measurement = cache.Measurement(WORKSPACE, waits, frozenset(each.queue_sid for each in waits), self.now)
        if failures := cache.refresh(self.table, measurement, now=self.now):
            raise SystemExit(f"the table refused: {failures}")

    def _remembers(self) -> None:
        """Store the history of three hours, of which the rows show two."""
        chance = Random(11)
        for hour_at in (hour_of(NOW) - back * HOUR_SECONDS for back in range(3)):
            shards = defaultdict[str, dict[str, dict[int, StoredPoint]]](dict)
            for wait in self._waits:
                times = range(hour_at, min(hour_at + HOUR_SECONDS, int(NOW)), STEP_SECONDS)
                points = {at: StoredPoint(_point(at, wait, chance)) for at in times}
                shards[cache.last_digit(wait.queue_sid)][hour_format.tail(wait.queue_sid)] = points
            for digit, hour in shards.items():
                key, rows = items.shard_key(WORKSPACE, digit, hour_at), hour_format.pack(hour, hour_at)
                self.table.put(key, rows, replaces=NO_PAGE, measured_at=hour_at, expires_at=NOW + HOUR_SECONDS)

    def timed(self, path: str, tag: str = "") -> tuple[float, int, bytes, str]:
        """Ask for the page; return milliseconds of CPU time, status, body and tag.

        A busy machine stretches the time on a clock, but not this.
        """
        began = time.process_time()
        answer = self.viewer.get(path, headers={"If-None-Match": tag} if tag else {})
        return 1000 * (time.process_time() - began), answer.status_code, answer.data, answer.headers.get("ETag", "")


@click.command()
@click.option("--beside-calls/--alone", "beside_calls", default=True, help="Whether to load a server with calls, too.")
def main(*, beside_calls: bool) -> None:
    """Print the figures; exit with 1 if a target is missed."""
    logging.disable(logging.WARNING)
    is_met = all([*_rendering()])
    _a_month()
    if beside_calls:
        is_met &= board_beside_calls.report()
    sys.exit(not is_met)


def _rendering() -> Iterator[bool]:
    print(f"{'page':34}{'after a poll':>14}{'again':>9}{'304':>8}{'target':>9}{'KB sent':>9}")
    for queues, lines, path in ((500, 500, "/board"), (500, 50, "/board/queues"), (5000, 50, "/board/queues")):
        centre = Centre(queues, lines)
        fresh, again, unchanged, weight = _measured(centre, path)
        name = f"{path}, {queues} queues, {lines} lines"
        print(
            f"{name:34}{fresh:11.0f} ms{again:6.0f} ms{unchanged:5.0f} ms{TARGETS[queues]:6.0f} ms{weight / 1000:9.1f}"
        )
        yield fresh <= TARGETS[queues]
        yield weight <= MOST_BYTES


def _measured(centre: Centre, path: str) -> tuple[float, float, float, int]:
    """Return median milliseconds of a page after a poll, of the same again and of 304, and the page's weight."""
    fresh, again, unchanged, body = [], [], [], b""
    for _ in range(REPEATS):
        centre.now += POLL_SECONDS
        centre.polls()
        took, _, body, tag = centre.timed(path)
        fresh.append(took)
        again.append(centre.timed(path)[0])
        unchanged.append(_unchanged(centre, path, tag))
    assets = re.findall(r'(?:href|src)="(/board/static/[^"]+)"', body.decode())
    files = [centre.timed(each)[2] for each in assets]
    weight = sum(len(gzip.compress(each, 9)) for each in (body, *files))
    return statistics.median(fresh), statistics.median(again), statistics.median(unchanged), weight


def _unchanged(centre: Centre, path: str, tag: str) -> float:
    """Return the milliseconds of a 304. Before it come the views that add the last of hundreds of trends."""
    for _ in range(MOST_VIEWS_OF_TRENDS):
        took, status, _, tag = centre.timed(path, tag)
        if status == 304:  # noqa: PLR2004 - Not Modified
            return took
    raise SystemExit(f"{path} was sent again and again, though nothing is new")


def _a_month() -> None:
    """Print what a viewer costs who looks at 50 lines all month, and how often nothing was new."""
    centre = Centre(500, 50)
    centre.table.units = Units()
    milliseconds, statuses, tag = 0.0, [], ""
    for turn in range(3600 // REFRESH_SECONDS):
        centre.now += REFRESH_SECONDS
        if turn % (POLL_SECONDS // REFRESH_SECONDS) == 0:
            units, centre.table.units = centre.table.units, Units()  # what a poll costs is not the viewer's
            centre.polls()
            centre.table.units = units
        took, status, _, tag = centre.timed("/board", tag)
        milliseconds += took
        statuses.append(status)
    share = statuses.count(304) / len(statuses)
    a_month = SECONDS_A_MONTH / REFRESH_SECONDS
    seconds = milliseconds / 1000 / len(statuses)
    memory = json.loads(Path("zappa_settings.json").read_text(encoding="utf-8"))["base"]["memory_size"] / 1024
    dollars = {
        "API Gateway": prices.API_GATEWAY_REQUEST,
        "Lambda": prices.LAMBDA_REQUEST + seconds * memory * prices.LAMBDA_GB_SECOND,
        "DynamoDB": centre.table.units.read_units / len(statuses) * prices.DYNAMODB_READ_UNIT,
        "logs": REQUEST_LOG_BYTES / 1e9 * (prices.LOG_GB_WRITTEN + prices.LOG_GB_KEPT_A_MONTH),
    }
    parts = ", ".join(f"{name} {a_month * each:.2f}" for name, each in dollars.items())
    print(f"\nA viewer of 50 lines, every {REFRESH_SECONDS} s, always on: {share:.0%} of the answers are 304;")
    print(f"{a_month:,.0f} requests a month cost ${a_month * sum(dollars.values()):.2f} ({parts}).")


def _point(at: int, wait: Wait, chance: Random) -> Point:
    seconds = round((wait.estimate.seconds or 0) * chance.uniform(0.8, 1.2))
    return Point(
        at=at,
        estimate_seconds=seconds,
        low_seconds=seconds // 2,
        high_seconds=2 * seconds,
        waiting=chance.randint(0, 20),
        longest_waiting_seconds=chance.randint(0, 400),
        agents_free=0,
        agents_busy=chance.randint(3, 9),
        answered=chance.randint(5, 30),
        hung_up=chance.randint(0, 5),
    )


def _line(number: int, account: Account, wait: Wait) -> Line:
    return Line(
        name=f"line-{number}",
        account=account,
        workspace_sid=WORKSPACE,
        workflow_sid="WW" + "3" * 32,
        task_queue_sid=wait.queue_sid,
    )


if __name__ == "__main__":
    main()
