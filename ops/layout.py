"""How figures are printed: durations as minutes and seconds, rows in aligned columns."""

from collections.abc import Sequence

NOTHING = "-"
"""Printed in place of a figure that is not known."""


def clock_time(seconds: float | None) -> str:
    """Return a duration as minutes and whole seconds, a dash for None."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def signed_time(seconds: float | None) -> str:
    """Return a difference as minutes and whole seconds with its sign, a dash for None."""
    if seconds is None:
        return NOTHING
    return f"{'-' if round(seconds) < 0 else '+'}{clock_time(abs(seconds))}"


def share(part: float | None) -> str:
    """Return a share of a whole in per cent, a dash for None."""
    return NOTHING if part is None else f"{100 * part:.0f} %"


def ratio(value: float | None) -> str:
    """Return a ratio with two decimals, a dash for None."""
    return NOTHING if value is None else f"{value:.2f}"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows with their columns aligned."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def counted(number: int, thing: str) -> str:
    """Return a number of things in words that agree: "1 account", "2 accounts"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
