"""An AWS on this machine: ministack, in its own process, on loopback only."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
STARTS_WITHIN_SECONDS = 20.0
ENDS_WITHIN_SECONDS = 5.0
_LOOKS_EVERY_SECONDS = 0.05
_WITHOUT_AWS_TOOLS = ("PATH", "HOME", "TMPDIR", "LANG")


class NotStarted(Exception):
    """The embedded AWS did not answer in time."""


@contextmanager
def embedded_aws(port: int = 0, *, program: Path | None = None, enforces_permissions: bool = False) -> Iterator[str]:
    """Yield the endpoint of an empty AWS on `port` (0: a free port). Its process ends with the block.

    `program` may be a ministack of another environment: functions run in its interpreter, with its packages. Raises
    NotStarted.
    """
    port = port or free_port()
    process = subprocess.Popen(
        [str(program or Path(sys.executable).with_name("ministack"))],
        env={
            **_inherited(),
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(port),
            "IOT_MTLS_PORT": "0",
            "AUTH": str(enforces_permissions).lower(),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(process, port)
        yield f"http://{HOST}:{port}"
    finally:
        _end(process)


def free_port() -> int:
    """Return a free port of loopback."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _inherited() -> dict[str, str]:
    return {name: os.environ[name] for name in _WITHOUT_AWS_TOOLS if name in os.environ}


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(_LOOKS_EVERY_SECONDS)
    raise NotStarted(f"the embedded AWS did not start on port {port}: is the port taken?")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
