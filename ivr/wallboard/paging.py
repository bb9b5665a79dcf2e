"""A list too long for one page: the rows that match a search, and 200 of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.wallboard.shown.row import Row

ROWS_A_PAGE = 200
ROWS_ON_A_WALL = 8
MOST_SEARCHED_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of rows."""

    rows: tuple[Row, ...]
    page: int
    """Its number, from 1 on."""
    pages: int
    matching: int
    """How many rows match the search."""
    all: int
    """How many there are."""


def paged(rows: Sequence[Row], *, search: str = "", page: int = 1, size: int = ROWS_A_PAGE) -> Paged:
    """Return a page of the rows of which name, line or task queue holds `search`, in any case of letters.

    A page beyond the last one is the last one.
    """
    wanted = search.strip().casefold()[:MOST_SEARCHED_CHARACTERS]
    found = (
        [each for each in rows if wanted in f"{each.name}\n{each.line}\n{each.queue}".casefold()] if wanted else rows
    )
    pages = max(1, -(-len(found) // size))
    number = min(max(1, page), pages)
    return Paged(tuple(found[(number - 1) * size : number * size]), number, pages, len(found), len(rows))
