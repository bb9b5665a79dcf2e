"""The part of a page of documentation that is generated: it stands between two markers."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.report.tables import Table

BEGIN, END = "<!-- written by make bench-accuracy -->", "<!-- until here -->"


class NoMarkers(ValueError):
    """The page does not say where the generated part begins and ends."""


def write(page: Path, tables: Sequence[Table]) -> None:
    """Put the tables in place of what stands between the markers. Raises NoMarkers, OSError."""
    page.write_text(replaced(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


def replaced(text: str, tables: Sequence[Table]) -> str:
    """Return the page's text with these tables between its markers. Raises NoMarkers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarkers(f"the page lacks a line {BEGIN!r} or, after it, {END!r}")
    return "\n\n".join([before + begin, *(table.markdown() for table in tables), end + after])


def generated(text: str) -> str:
    """Return what stands between the markers."""
    return text.partition(BEGIN)[2].partition(END)[0]
