"""Makes tzdata smaller: it keeps the zones of the lines' opening hours, and no others."""

from collections.abc import Collection
from pathlib import Path


def lighten(zones: Path, kept: Collection[str]) -> None:
    """Delete every zone in tzdata's folder `zones` that is not in `kept`. The folder may be missing."""
    for path in sorted(zones.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(zones).as_posix() not in kept and path.suffix != ".py":
            path.unlink()
