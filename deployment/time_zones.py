"""tzdata made light: the zones of the lines' opening hours, and no others."""

from collections.abc import Collection
from pathlib import Path


def lighten(zones: Path, kept: Collection[str]) -> None:
    """Delete the zones of tzdata in this folder that are not `kept`; there may be no such folder."""
    for path in sorted(zones.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(zones).as_posix() not in kept and path.suffix != ".py":
            path.unlink()
