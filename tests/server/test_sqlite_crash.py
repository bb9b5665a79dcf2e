"""A process that writes is killed at any moment: the file opens again, and every write is there whole or not at all."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from server.sqlite_table import SqliteTable
from waittimes.page import NO_PAGE, Page

ROOT = Path(__file__).parents[2]
KILLS = 12
WRITING = """
import sys
from pathlib import Path
from server.sqlite_table import SqliteTable

table = SqliteTable(Path(sys.argv[1]))
print("writing", flush=True)
while True:
    page = table.get("page", consistent=True)
    version = (page.version or 0) + 1
    table.put("page", bytes([version % 256]) * 20_000, replaces=page, measured_at=version, expires_at=2**40)
    table.add("sums", {"first": 1, "second": 1}, now=5, life_seconds=2**40)
    print(version, flush=True)
"""
"""Writes pages whose bytes, time and version agree, adds the same to two sums, and prints what was written."""


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_nothing_half_written(path: Path) -> None:
    written = 0
    for number in range(KILLS):
        command = [sys.executable, "-c", WRITING, str(path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "writing\n"
            time.sleep(0.013 * number)
            writer.kill()
            printed = writer.stdout.read().splitlines(keepends=True)
        written = max([written, *(int(line) for line in printed if line.endswith("\n"))])

        table = SqliteTable(path)
        page, sums = table.get("page", consistent=True), table.sums("sums")
        table.close()
        version = page.version or 0
        assert version - written in (0, 1), "what was said to be written is there"
        assert page == (Page(version, version, bytes([version % 256]) * 20_000) if version else NO_PAGE)
        assert sums.get("first", 0) == sums.get("second", 0)
        assert version - sums.get("first", 0) in range(number + 2)
    assert written > KILLS
