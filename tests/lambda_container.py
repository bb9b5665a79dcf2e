"""A Lambda container on this machine: the deployed handler in a process of its own, fed events as JSON."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

RUNTIME = """
import importlib, json, sys

handler, *sys.path[:0] = sys.argv[1:]
answers, sys.stdout = sys.stdout, sys.stderr
module, _, name = handler.rpartition(".")
handler = getattr(importlib.import_module(module), name)
for line in sys.stdin:
    try:
        answer = {"answer": handler(json.loads(line), None)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
"""
"""Reads an event from each line and writes its answer as a line. The function's prints go to standard error."""


@dataclass
class Container:
    """A function's code, loaded and waiting for events."""

    process: "subprocess.Popen[str]"
    log: Path

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """Return what the function answers. Raises AssertionError with what the function raised."""
        told, heard = _pipes(self.process)
        told.write(json.dumps(event) + "\n")
        told.flush()
        line = heard.readline()
        assert line, f"the container has ended: {self.logged()[-2000:]}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["answer"]

    def logged(self) -> str:
        """Return everything the function has logged."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def container(
    code: Sequence[Path],
    environ: Mapping[str, str],
    log: Path,
    *,
    handler: str = "entry.function.handle",
    flags: Sequence[str] = (),
) -> Iterator[Container]:
    """Yield a container with this code on its path and only these variables. It ends with the block."""
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [sys.executable, "-B", *flags, "-c", RUNTIME, handler, *map(str, code)],
            env=dict(environ),
            cwd=code[0],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield Container(process, log)
        finally:
            process.kill()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout
