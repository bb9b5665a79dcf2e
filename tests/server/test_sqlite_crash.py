"""A process that writes is killed at any moment: the file opens again, and every write is there whole or not at all."""

import itertools
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


DYING = """
import os, sqlite3, sys
from pathlib import Path
from server.sqlite_table import SqliteTable

path, connect = Path(sys.argv[1]), sqlite3.connect

def dies_before(statement):
    class Dying(sqlite3.Connection):
        left = statement
        def _count(self):
            Dying.left -= 1
            if Dying.left < 0:
                os._exit(9)
        def execute(self, *given):
            self._count()
            return super().execute(*given)
        def executemany(self, *given):
            self._count()
            return super().executemany(*given)
    return Dying

def write(statement):
    factory = dies_before(statement)
    sqlite3.connect = lambda *given, **named: connect(*given, factory=factory, **named)
    table = SqliteTable(path)
    page = table.get("page", consistent=True)
    version = (page.version or 0) + 1
    table.put("page", bytes([version]) * 20_000, replaces=page, measured_at=version, expires_at=2**40)
    table.add("sums", {"first": 1, "second": 1}, now=5, life_seconds=2**40)
    os._exit(0)

for statement in (1000, *range(40)):
    child = os.fork()
    if not child:
        write(statement)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    table = SqliteTable(path)
    page, sums = table.get("page", consistent=True), table.sums("sums")
    table.close()
    version = page.version or 0
    whole = not version or (page.measured_at == version and page.rows == bytes([version]) * 20_000)
    print(code, version, whole, sums.get("first", 0), sums.get("second", 0))
"""
"""Writes a page and two sums, once for each statement before which the process ends without a goodbye."""


def test_a_process_that_ends_between_any_two_statements_leaves_nothing_half_written(path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", DYING, str(path)]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    rows = [line.split() for line in run.stdout.splitlines()]
    assert len(rows) == 41, run.stderr
    assert {code for code, *_ in rows} == {"9", "0"}, "some ended early, and some did not"
    assert {whole for _, _, whole, *_ in rows} == {"True"}
    assert all(first == second for *_, first, second in rows)
    steps = [int(later[1]) - int(earlier[1]) for earlier, later in itertools.pairwise(rows)]
    assert set(steps) == {0, 1}
