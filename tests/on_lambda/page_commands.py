"""The commands of docs/deploy.md, as a reader types them."""

import re

from tests.on_lambda import build
from tests.pages import ROOT, blocks

PYTHON = f"python{build.shipped_version()}"
COMMANDS = [
    # The same on a machine that lacks the Python of the page.
    each.replace(PYTHON, f"python{build.deployed_version()}")
    for each in blocks(ROOT / "docs" / "deploy.md", "sh")
]


def command(start: str) -> str:
    """Return the page's one block of commands in which a line begins with `start`."""
    (found,) = [each for each in COMMANDS if re.search(f"^{start}", each, re.MULTILINE)]
    return found


def line(start: str) -> str:
    """Return the page's one command that begins with `start`."""
    (found,) = [each for block in COMMANDS for each in block.splitlines() if each.startswith(start)]
    return found
