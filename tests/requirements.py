"""The packages that a requirements file pins."""

import re
from pathlib import Path

from packaging.requirements import Requirement


def pinned(file: Path) -> dict[Requirement, list[str]]:
    """Return the requirements of a file that apply to this Python, each with its hashes."""
    text = file.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.partition("#")[0] for line in text.splitlines()]
    found = {
        Requirement(line.partition("--hash")[0]): re.findall(r"--hash=(\S+)", line) for line in lines if line.strip()
    }
    return {each: hashes for each, hashes in found.items() if not each.marker or each.marker.evaluate()}
