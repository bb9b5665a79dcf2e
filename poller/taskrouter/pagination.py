"""The pages of a list, followed to the last one, or until the list proves to be endless."""

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_QUEUES = 5000
"""The most task queues that a workspace may have (Twilio docs, TaskRouter limits)."""


@dataclass(slots=True)
class Pagination:
    """Which pages of a list were read, and which entries they held."""

    visited: set[str] = field(default_factory=set)
    """URLs of the pages."""
    entries: set[str] = field(default_factory=set)
    """SIDs of the entries."""

    def problem(self, url: str, sids: Iterable[str], next_url: str) -> str:
        """Note the page at `url`, and return why the one at `next_url` must not be read; "" if it may."""
        before = len(self.entries)
        self.visited.add(url)
        self.entries.update(sids)
        if next_url in self.visited:
            return "its pages go in a circle"
        if next_url and len(self.entries) == before:
            return "a page adds nothing and is not the last"
        if next_url and len(self.entries) >= MOST_QUEUES:
            return f"it goes on after {MOST_QUEUES} entries"
        return ""
