"""The generated sections of a page of documentation. Each is between two markers with its name."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.report.tables import Table

FIGURES, RANDOM, CONSTANTS = "figures", "random", "constants"
"""The sections of docs/accuracy.md."""


class NoMarkers(ValueError):
    """The page does not say where the section begins and ends."""


def write(page: Path, section: str, tables: Sequence[Table]) -> None:
    """Replace what stands between the section's markers by the tables. Raises NoMarkers, OSError."""
    page.write_text(replaced(page.read_text(encoding="utf-8"), section, tables), encoding="utf-8")


def replaced(text: str, section: str, tables: Sequence[Table]) -> str:
    """Return the page's text with these tables between the section's markers. Raises NoMarkers."""
    begin, end = markers(section)
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise NoMarkers(f"the page lacks a line {begin!r} or, after it, {end!r}")
    return "\n\n".join([before + begin, *(table.markdown() for table in tables), end + after])


def generated(text: str, section: str) -> str:
    """Return what stands between the section's markers."""
    begin, end = markers(section)
    return text.partition(begin)[2].partition(end)[0]


def markers(section: str) -> tuple[str, str]:
    """Return the lines before and after the section."""
    return f"<!-- {section}: written by make bench-accuracy -->", f"<!-- end of {section} -->"
