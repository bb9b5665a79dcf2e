"""Checks what docs/server.md shows against the files that it names, and runs what can be run."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from server.introduction import TIMEOUTS
from server.sqlite_file import REMEDIES, SqliteFile
from server.sqlite_table import SqliteTable
from tests.pages import ROOT, blocks, text
from waittimes.page import NO_PAGE

PAGE = ROOT / "docs" / "server.md"


def test_the_copy_that_is_shown_is_whole(tmp_path: Path) -> None:
    (program,) = re.findall(r'python3 -c "(.*)"', text(PAGE))
    SqliteFile(tmp_path / "waits.db").create()
    table = SqliteTable(tmp_path / "waits.db", clock=lambda: 5.0)
    table.put("page", b"rows", replaces=NO_PAGE, measured_at=5, expires_at=60)

    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    table.close()

    with closing(sqlite3.connect(tmp_path / "backup.db")) as copy:
        assert copy.execute("SELECT value FROM attribute WHERE name = 'rows'").fetchall() == [(b"rows",)]
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_paths_shown_are_those_of_the_unit() -> None:
    unit = (ROOT / "server" / "waits.service").read_text(encoding="utf-8")
    shown = text(PAGE)

    for each in ("/opt/waits/.venv/bin/python", "/var/lib/waits", "TABLE=sqlite:////var/lib/waits/waits.db"):
        assert each in unit
        assert each in shown


def test_the_webhook_shown_has_the_timeouts_that_are_printed() -> None:
    assert f"/voice{TIMEOUTS}`" in text(PAGE)


def test_nobody_outside_reads_the_metrics() -> None:
    (site,) = blocks(PAGE, "nginx")

    assert "location = /metrics { return 404; }" in site
    assert "X-Forwarded-Proto $scheme" in site


def test_every_code_that_is_explained_has_a_remedy() -> None:
    assert set(re.findall(r"SQLITE_[A-Z]+", text(PAGE))) <= set(REMEDIES)
