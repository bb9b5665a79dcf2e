"""The package's size and its cold start, side by side with what Zappa packs by itself: `make bench-lambda`."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.caller.phone.signing import Token
from simulator.centre.sids import sid
from simulator.server import serve
from tests import addresses
from tests.on_lambda import build

ROUNDS = 15
MOST_MIB, MOST_OF_PLAIN = 8.0, 0.25
TOKEN = "token-of-a-benchmark"  # noqa: S105 - it opens nothing
ENVIRONMENT = {
    "TWILIO_ACCOUNT_SID": sid("AC", "benchmark"),
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_WORKSPACE_SID": sid("WS", "benchmark"),
    "WORKFLOW_SID": sid("WW", "benchmark"),
    "TASK_QUEUE_SID": sid("WQ", "benchmark"),
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
COLD_START = """
import sys, time
started = time.perf_counter()
import importlib, json
sys.path.insert(0, sys.argv[1])
module, _, name = sys.argv[2].rpartition(".")
handle = getattr(importlib.import_module(module), name)
answer = handle(json.loads(sys.argv[3]), None)
took = time.perf_counter() - started
assert answer["statusCode"] == 200 and "Enqueue" in answer["body"], answer
print("\\n", took)
"""
"""Seconds from an interpreter that has loaded nothing to the first answered call."""


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked package and the handler that Lambda would be told."""

    name: str
    mib: float
    folder: Path
    handler: str


def main() -> None:
    """Print the figures; exit with 1 if a target is missed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        build.environment(folder / "deploy", build.deployed_python(), "requirements.txt")
        plain = _packed(folder, "plain", "handler.lambda_handler")
        light = _packed(folder, "light", "entry.function.handle")
        took: dict[str, list[float]] = {plain.name: [], light.name: []}
        with serve(_empty_table) as endpoint:
            for _ in range(ROUNDS):  # in turns, so that a busy moment of the machine strikes both
                for package in (plain, light):
                    took[package.name].append(_cold_start(package, endpoint))
        medians = {name: statistics.median(seconds) for name, seconds in took.items()}
        for package in (plain, light):
            print(
                f"{package.name:6} {package.mib:5.1f} MiB  cold start {medians[package.name] * 1000:5.0f} ms (median)"
            )
        ratio = medians["light"] / medians["plain"]
        print(f"cold start {ratio:.2f} of plain (target {MOST_OF_PLAIN}), {light.mib:.1f} MiB (target {MOST_MIB})")
        sys.exit(ratio > MOST_OF_PLAIN or light.mib > MOST_MIB)


def _packed(folder: Path, name: str, handler: str) -> Package:
    """Let Zappa pack the code; "plain" with none of our settings for the package."""
    project, zipped, code = folder / f"project-{name}", folder / f"{name}.zip", folder / name
    build.clone(project)
    settings = json.loads((project / "zappa_settings.json").read_text(encoding="utf-8"))
    settings["base"]["runtime"] = f"python{build.deployed_version()}"
    if name == "plain":
        for setting in ("callbacks", "exclude", "exclude_glob"):
            settings["base"].pop(setting)
    (project / "zappa_settings.json").write_text(json.dumps(settings), encoding="utf-8")
    subprocess.run(
        [str(folder / "deploy" / "bin" / "zappa"), "package", "production", "--output", str(zipped)],
        cwd=project,
        env={"PATH": os.defpath, "VIRTUAL_ENV": str(folder / "deploy"), "HTTPS_PROXY": "http://127.0.0.1:9"},
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(code)
    return Package(name, zipped.stat().st_size / 2**20, code, handler)


def _empty_table(_environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer at once that there is no such item, as DynamoDB does; DynamoDB's own speed is not measured."""
    start_response("200 OK", [("Content-Type", "application/x-amz-json-1.0")])
    return [b"{}"]


def _cold_start(package: Package, endpoint: str) -> float:
    """Return the seconds of a cold start; nothing is written, for Lambda's file system cannot be."""
    form = {"CallSid": sid("CA", f"benchmark {time.monotonic()}"), "To": "+15550100001"}
    headers = Token(TOKEN).headers(f"{addresses.REST_API.called}/voice", form.items())
    event = json.dumps(addresses.REST_API.request("/voice", form, headers))
    run = subprocess.run(
        [str(build.deployed_python()), "-I", "-S", "-B", "-c", COLD_START, str(package.folder), package.handler, event],
        cwd=package.folder,
        env=ENVIRONMENT | {"AWS_ENDPOINT_URL": endpoint},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(run.stdout.split()[-1])


if __name__ == "__main__":
    main()
