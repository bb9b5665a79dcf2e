"""Callbacks of the simulated contact centre's line `sales`, in the table of the operator's terminal."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from server.sqlite_table import SqliteTable
from tests.waittimes.callbacks.promised import promised
from waittimes.callbacks.record import Callback, id_of
from waittimes.callbacks.store import CallbackStore, Commitment

LINE = "sales"


def calls_back(folder: Path, style: str = "flex") -> None:
    """Let the line call back: write the table into the settings of this folder."""
    file = folder / "lines.toml"
    head, tail = file.read_text(encoding="utf-8").split(f"[lines.{LINE}]\n")
    file.write_text(
        f'{head}[lines.{LINE}]\nis_fifo = true\ncallback = {{ style = "{style}", attempts = 3 }}\n{tail}',
        encoding="utf-8",
    )


def store(folder: Path) -> CallbackStore:
    return CallbackStore(SqliteTable(folder / "waits.db"))


def is_promised(folder: Path, number: str, **changed: Any) -> Callback:
    """Put a callback to this number into the table, as the phone and the poller do."""
    wanted = replace(promised(number, id=id_of(LINE, number), line=LINE), **changed)
    made = store(folder).commit(wanted, caller=number, most_pending=9, now=wanted.confirmed_at)
    assert made is Commitment.MADE
    return wanted
