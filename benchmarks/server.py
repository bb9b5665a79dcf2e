"""The server under load: signed calls at a steady rate from this machine, alone and beside a poll of many queues.

Latency counts from the moment at which a call was due, so it includes the delay of a server that falls behind. Calls
begin when a poll does. The client, the simulated TaskRouter, the workers and the clock share this machine's cores.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import click

from benchmarks.simulated_api import Setup, served
from server import lease
from server.sqlite_table import SqliteTable
from simulator.api.many_queues import WORKSPACE_SID, ManyQueues
from simulator.caller.phone.signing import Token, form_request
from simulator.embedded_aws import free_port
from simulator.server import HOST

PROJECT = Path(__file__).parents[1]
ACCOUNT_SID, AUTH_TOKEN = "AC" + "1" * 32, "a-token-of-this-benchmark"
CONNECTIONS = 64
DIFFERENT_CALLS = 2000
WARM_UP_SECONDS = 3.0
QUARTERS = 4
STARTS_WITHIN_SECONDS = 90.0


@dataclass
class Load:
    """The results of the calls of one run."""

    milliseconds: list[float] = field(default_factory=list)
    due_at: list[float] = field(default_factory=list)
    """When each of these calls was due, in seconds since the epoch."""
    errors: int = 0
    unknown: int = 0
    """Calls whose answer announces no wait."""


@click.command()
@click.option("--rate", default=500, show_default=True, help="Calls a second.")
@click.option("--seconds", default=20, show_default=True, type=click.IntRange(5, 600))
@click.option("--workers", default=2, show_default=True)
@click.option("--queues", default=5000, show_default=True, help="The task queues of the poll beside the second run.")
@click.option("--calls", default=0, help="One long run of so many calls beside that poll, shown in quarters, instead.")
def main(rate: int, seconds: int, workers: int, queues: int, calls: int) -> None:
    """Print latencies, errors, and how much memory the workers gained, for a small poll and for a large one."""
    print(
        f"{calls or rate * seconds} calls, {rate} a second, {workers} workers, {os.cpu_count()} cores,"
        f" load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{'task queues':>11} {'calls':>8} {'errors':>6} {'no wait':>7} {'p50 ms':>7} {'p99 ms':>7} {'max ms':>7}"
        "  memory of workers and clock"
    )
    if calls:
        long_run(rate, calls, workers, queues)
        return
    for polled in (10, queues):
        with running(polled, workers) as (port, process, next_poll_at):
            time.sleep(max(0.0, next_poll_at - WARM_UP_SECONDS - time.time()))
            asyncio.run(calling(port, polled, rate, WARM_UP_SECONDS))
            before = memory(process.pid)
            load = asyncio.run(calling(port, polled, rate, seconds))
            gained = ", ".join(f"{a:.0f} -> {b:.0f} MB" for a, b in zip(before, memory(process.pid), strict=False))
        print(row(polled, load, gained), flush=True)


def row(polled: int, load: Load, gained: str) -> str:
    """Return the figures of a run as a line."""
    times = load.milliseconds or [float("nan")] * 2
    figures = f"{len(load.milliseconds):>8} {load.errors:>6} {load.unknown:>7} {median(times):>7.1f} {p99(times):>7.1f}"
    return f"{polled:>11} {figures} {max(times):>7.1f}  {gained}"


def p99(milliseconds: list[float]) -> float:
    """Return the 99th percentile; not a number if there are fewer than two."""
    return quantiles(milliseconds, n=100)[98] if len(milliseconds) > 1 else float("nan")


def long_run(rate: int, calls: int, workers: int, queues: int) -> None:
    """Print the figures of each quarter of a long run, then the rate, and the latencies beside polls and between."""
    with running(queues, workers) as (port, process, next_poll_at):
        asyncio.run(calling(port, queues, rate, WARM_UP_SECONDS))
        whole, began = Load(), time.perf_counter()
        for _ in range(QUARTERS):
            before = memory(process.pid)
            load = asyncio.run(calling(port, queues, rate, calls / QUARTERS / rate))
            gained = ", ".join(f"{a:.1f} -> {b:.1f} MB" for a, b in zip(before, memory(process.pid), strict=False))
            print(row(queues, load, gained), flush=True)
            whole = Load(whole.milliseconds + load.milliseconds, whole.due_at + load.due_at, whole.errors + load.errors)
        took, poll_seconds = time.perf_counter() - began, asyncio.run(last_poll_seconds(port))
    print(f"{len(whole.milliseconds) / took:.0f} calls a second, {whole.errors} errors, a poll of {poll_seconds:.1f} s")
    for name, times in beside_and_between(whole, next_poll_at, poll_seconds).items():
        print(f"{name}: {len(times)} calls, median {median(times):.1f} ms, p99 {p99(times):.1f} ms")


def beside_and_between(load: Load, poll_at: float, poll_seconds: float) -> dict[str, list[float]]:
    """Return the milliseconds of all calls, of those beside a poll and of those between two, if there are any."""
    found: dict[str, list[float]] = {"all": load.milliseconds, "beside a poll": [], "between polls": []}
    for due_at, milliseconds in zip(load.due_at, load.milliseconds, strict=True):
        is_beside = (due_at - poll_at) % lease.EVERY_SECONDS < poll_seconds
        found["beside a poll" if is_beside else "between polls"].append(milliseconds)
    return {name: times for name, times in found.items() if times}


async def last_poll_seconds(port: int) -> float:
    """Return how long the last poll took, as /metrics tells it."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    told = (await reader.read()).decode()
    writer.close()
    return float(next(line for line in told.splitlines() if line.startswith("duration{")).rpartition(" ")[2])


@contextmanager
def running(queues: int, workers: int, **variables: str) -> Iterator[tuple[int, subprocess.Popen[bytes], float]]:
    """Yield port and process of a server that polls `queues` task queues, and when it polls for the second time."""
    setup = Setup(latency=0.09, jitter=0.01, row=0.0002, cap=100, bucket=False, others=0, share=0.8, failing=0)
    with tempfile.TemporaryDirectory() as folder, served(setup, "list", queues) as (url, _):
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PROJECT),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_WORKSPACE_SID": WORKSPACE_SID,
            "WORKFLOW_SID": "WW" + "3" * 32,
            "TASK_QUEUE_SID": ManyQueues(queues).sids[0],
            "TASKROUTER_URL": url,
            **variables,
        }
        port = free_port()
        command = [sys.executable, "-m", "server", "--port", str(port), "--workers", str(workers)]
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
        try:
            asyncio.run(until_healthy(port))
            table = SqliteTable(Path(folder, "task-queue-waits.db"))
            next_poll_at = lease.read(table).claimed_at + lease.EVERY_SECONDS
            table.close()
            yield port, process, next_poll_at
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


async def until_healthy(port: int) -> None:
    """Wait for the first poll. Raises SystemExit if it does not come."""
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
        except OSError:
            answer = b""
        if b" 200 " in answer[:20]:
            return
        await asyncio.sleep(0.1)
    raise SystemExit("No poll has succeeded.")


async def calling(port: int, queues: int, rate: int, seconds: float) -> Load:
    """Send signed calls at the rate, and return the results."""
    load, requests = Load(), signed(port, queues)
    due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
    clients = [asyncio.create_task(client(port, due, load)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        moment = began + number / rate
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        due.put_nowait((moment, requests[number % len(requests)]))
    for _ in clients:
        due.put_nowait(None)
    await asyncio.gather(*clients)
    return load


def signed(port: int, queues: int) -> list[bytes]:
    """Return the webhooks of different calls, each as the bytes of an HTTP request."""
    found = []
    for number in range(DIFFERENT_CALLS):
        fields = [
            ("CallSid", f"CA{queues:016x}{number:016x}"),
            ("AccountSid", ACCOUNT_SID),
            ("From", f"+1555017{number:04d}"),
            ("To", "+15550100001"),
            ("CallStatus", "ringing"),
            ("Direction", "inbound"),
        ]
        request = form_request("POST", f"http://{HOST}:{port}/voice", fields, Token(AUTH_TOKEN))
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        start = f"POST /voice HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Length: {len(request.body)}\r\n{head}\r\n"
        found.append(start.encode() + request.body)
    return found


async def client(port: int, due: "asyncio.Queue[tuple[float, bytes] | None]", load: Load) -> None:
    """Send what is due on one connection that is kept alive, one call after the other."""
    reader, writer = await asyncio.open_connection(HOST, port)
    while call := await due.get():
        moment, request = call
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = await reader.readexactly(int(length.partition(b":")[2]))
        except (OSError, asyncio.IncompleteReadError):
            load.errors += 1
            reader, writer = await asyncio.open_connection(HOST, port)
            continue
        load.milliseconds.append(1000 * (time.perf_counter() - moment))
        load.due_at.append(time.time() - (time.perf_counter() - moment))
        load.errors += not head.startswith(b"HTTP/1.1 200 ")
        load.unknown += b"estimated wait" not in body and b"shortly" not in body
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection(HOST, port)
    writer.close()


def memory(parent: int) -> list[float]:
    """Return the resident memory of each process that the server has started, in megabytes."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if lines["PPid"].strip() == str(parent) and "VmRSS" in lines:
            found.append(int(lines["VmRSS"].split()[0]) / 1024)
    return found


if __name__ == "__main__":
    main()
