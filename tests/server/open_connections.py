"""Which connections to SQLite files are open. From Python 3.13 on, one that nobody closed is a warning."""

import sqlite3
from typing import Any

import pytest


def watch(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Return the connections that are open; the list changes as more are opened and closed."""
    are_open: list[sqlite3.Connection] = []

    class Watched(sqlite3.Connection):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            are_open.append(self)

        def close(self) -> None:
            super().close()
            are_open[:] = [each for each in are_open if each is not self]

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, factory=Watched, **named))
    return are_open
