"""Tables for a terminal and in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.accuracy.scores.confidence import Figure

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, column names, and rows of cells. Columns of numbers are aligned on the right, others on the left."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def text(self) -> str:
        """Return the table in aligned columns."""
        everything = [self.columns, *self.rows]
        widths = [max(len(row[index]) for row in everything) for index in range(len(self.columns))]
        lines = ("  ".join(self._aligned(row, widths)).rstrip() for row in everything)
        return "\n".join([self.title, "", *lines])

    def markdown(self) -> str:
        """Return the table in Markdown."""
        rule = "|" + "|".join("---:" if self._is_numbers(index) else "---" for index in range(len(self.columns))) + "|"
        rows = ["| " + " | ".join(row) + " |" for row in (self.columns, *self.rows)]
        return "\n".join([f"### {self.title}", "", rows[0], rule, *rows[1:]])

    def _aligned(self, row: Sequence[str], widths: Sequence[int]) -> list[str]:
        cells = enumerate(zip(row, widths, strict=True))
        return [cell.rjust(wide) if self._is_numbers(index) else cell.ljust(wide) for index, (cell, wide) in cells]

    def _is_numbers(self, index: int) -> bool:
        return all(row[index][-1:].isdigit() or row[index] == NOTHING or row[index].endswith(" %") for row in self.rows)


def number(figure: Figure | None, digits: int = 1) -> str:
    """Return the figure without its half-width."""
    return NOTHING if figure is None else f"{figure.value:z.{digits}f}"


def exact(figure: Figure | None, digits: int = 1) -> str:
    """Return the figure with its half-width."""
    if figure is None or figure.half_width is None:
        return number(figure, digits)
    return f"{figure.value:z.{digits}f} ± {figure.half_width:.{digits}f}"


def share(figure: Figure | None) -> str:
    """Return a share of one in per cent."""
    return NOTHING if figure is None else f"{round(100 * figure.value)} %"


def percent(figure: Figure | None) -> str:
    """Return a share of one in per cent, with one digit after the point."""
    return NOTHING if figure is None else f"{100 * figure.value:.1f} %"


def yes(reached: bool) -> str:
    """Return "yes" or "no"."""
    return "yes" if reached else "no"
