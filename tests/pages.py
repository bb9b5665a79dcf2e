"""Takes pages of documentation apart: fenced blocks, tables, and code between backticks."""

import re
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "settings.md"
CACHE = ROOT / "docs" / "cache.md"
PAGES = (README, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md")))

Thing = TypeVar("Thing")


def text(page: Path) -> str:
    """Return the whole page."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path, language: str = "[a-z]*") -> list[str]:
    """Return the contents of the page's fenced blocks, in order."""
    found = re.findall(rf"^```({language})\n(.*?)^```$", text(page), re.DOTALL | re.MULTILINE)
    return [body for _, body in found]


def block(page: Path, start: str) -> str:
    """Return the one block of the page that begins with `start`."""
    return one([each for each in blocks(page) if each.startswith(start)])


def table(page: Path, heading: str, nth: int = 0) -> list[list[str]]:
    """Return the cells, row by row, of the page's table number `nth`, from 0, whose first column has this heading."""
    rest = text(page).split(f"| {heading} |")[nth + 1]
    rows = rest.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.removeprefix("|").removesuffix("|").split("|")] for row in rows]


def code(text: str) -> list[str]:
    """Return each text between single backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def one(found: list[Thing]) -> Thing:
    """Return the only member."""
    (only,) = found
    return only
