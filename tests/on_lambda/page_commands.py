"""The commands of docs/deploy.md, as a reader types them."""

import re

from tests.pages import ROOT, blocks

COMMANDS = blocks(ROOT / "docs" / "deploy.md", "sh")


def command(start: str) -> str:
    """Return the page's one block of commands in which a line begins with `start`."""
    (found,) = [each for each in COMMANDS if re.search(f"^{start}", each, re.MULTILINE)]
    return found


def line(start: str) -> str:
    """Return the page's one command that begins with `start`."""
    (found,) = [each for block in COMMANDS for each in block.splitlines() if each.startswith(start)]
    return found
