"""Calls to a server alone, and beside fifty people who look at its wallboard. Both in turn, on the same server."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

import requests

from benchmarks.server import calling, running
from simulator.server import HOST

QUEUES, WORKERS = 500, 2
CALLS_A_SECOND, SECONDS, ROUNDS = 60, 20, 4
VIEWERS, REFRESH_SECONDS = 50, 15
EVERY_NTH_SEARCHES = 5
"""Every fifth viewer looks at all task queues, the others at the lines."""
MOST_RATIO = 1.05
PASSPHRASE = "a passphrase of the benchmark"  # noqa: S105 - opens nothing
WALLBOARD = {"WALLBOARD_PASSPHRASE": PASSPHRASE, "WALLBOARD_COOKIE_KEYS": "k" * 32}


@dataclass
class Views:
    """The answers that the viewers got."""

    statuses: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    tags: dict[int, str] = field(default_factory=dict)
    """The tag of the page that each viewer has."""


def report() -> bool:
    """Print the p99 of calls without and with viewers, and return whether viewers change it by at most 5 %."""
    alone: list[float] = []
    beside: list[float] = []
    views = Views()
    with running(QUEUES, WORKERS, **WALLBOARD) as (port, _, _):
        cookie = signed_in(port)
        asyncio.run(_both(port, cookie, Views()))  # every worker loads the wallboard once
        for _ in range(ROUNDS):
            alone += asyncio.run(calling(port, QUEUES, CALLS_A_SECOND, SECONDS)).milliseconds
            beside += asyncio.run(_both(port, cookie, views))
    before, with_viewers = (quantiles(each, n=100)[98] for each in (alone, beside))
    ratio = with_viewers / before
    unchanged = views.statuses.count(304) / len(views.statuses)
    slow = quantiles(views.milliseconds, n=100)[98]
    print(f"\n{CALLS_A_SECOND} calls a second, {QUEUES} task queues, {WORKERS} workers; {ROUNDS} x {SECONDS} s:")
    print(f"calls alone                 p50 {median(alone):6.1f} ms   p99 {before:6.1f} ms")
    print(
        f"calls beside {VIEWERS} viewers     p50 {median(beside):6.1f} ms   p99 {with_viewers:6.1f} ms   x {ratio:.2f}"
    )
    print(f"{len(views.statuses)} views, {unchanged:.0%} of them 304, p99 {slow:.0f} ms; the target is x {MOST_RATIO}")
    return ratio <= MOST_RATIO


def signed_in(port: int) -> str:
    """Return the cookie of somebody who has signed in."""
    with requests.Session() as browser:
        browser.post(
            f"http://{HOST}:{port}/board/sign-in",
            data={"passphrase": PASSPHRASE},
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=10,
        ).raise_for_status()
        return "; ".join(f"{each.name}={each.value}" for each in browser.cookies)


async def _both(port: int, cookie: str, views: Views) -> list[float]:
    watching = [asyncio.create_task(_watch(port, cookie, number, views)) for number in range(VIEWERS)]
    load = await calling(port, QUEUES, CALLS_A_SECOND, SECONDS)
    for each in watching:
        each.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    return load.milliseconds


async def _watch(port: int, cookie: str, number: int, views: Views) -> None:
    """Ask for a page every 15 seconds, as its script does; the viewers are spread over that time."""
    path = "/board/queues" if number % EVERY_NTH_SEARCHES == 0 else "/board"
    await asyncio.sleep(number * REFRESH_SECONDS / VIEWERS)
    while True:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write("".join(_request(port, path, cookie, views.tags.get(number, ""))).encode())
        answer = await reader.read()
        writer.close()
        head = answer.partition(b"\r\n\r\n")[0].decode()
        views.statuses.append(int(head.split(" ", 2)[1]))
        views.milliseconds.append(1000 * (time.perf_counter() - began))
        tags = (line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("etag:"))
        views.tags[number] = next(tags, "")
        await asyncio.sleep(REFRESH_SECONDS - (time.perf_counter() - began))


def _request(port: int, path: str, cookie: str, tag: str) -> Iterator[str]:
    yield f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\nCookie: {cookie}\r\n"
    if tag:
        yield f"If-None-Match: {tag}\r\n"
    yield "\r\n"
