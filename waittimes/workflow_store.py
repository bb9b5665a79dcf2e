"""Stores workflows in the table, beside the pages of waits: the poller writes them, and the phone reads them.

If a workflow is lost, the lines that it routes announce no number until the poller stores it again.
"""

import contextlib
import zlib
from dataclasses import dataclass
from typing import Final

from waittimes.page import NO_PAGE, Page, credible
from waittimes.routing.workflow import MOST_BYTES, Workflow, read
from waittimes.table import PageConflict, Table, TableUnavailable

MOST_STORED_BYTES: Final = 350_000
"""Upper bound on a compressed document. DynamoDB refuses an item above 400 KB."""
LIFE_SECONDS: Final = 24 * 3600
"""A workflow that was last read this long ago is not used any more."""
RENEW_AFTER_SECONDS: Final = 3600
"""An unchanged document is written again after this time, so that its age shows when it was last read."""
MEMORY_SECONDS: Final = 60.0
"""How long a process uses a workflow before it reads the table again."""
UNUSABLE_MEMORY_SECONDS: Final = 5.0
"""How long a process remembers that there is none: the first poll may store one soon, and calls wait for it."""


class WorkflowRefused(Exception):
    """The document is too large or is not a workflow. The message says why."""


@dataclass(frozen=True, slots=True)
class StoredWorkflow:
    """A workflow as it is stored."""

    workflow: Workflow
    read_at: float
    """When the poller read it at TaskRouter, in seconds since the epoch."""

    def is_usable(self, now: float) -> bool:
        """Tell whether the workflow may still be used to route callers."""
        return not self.workflow.problem and now - self.read_at < LIFE_SECONDS


NOT_STORED: Final = StoredWorkflow(Workflow(problem="the table does not have the workflow"), 0.0)


def key(workspace_sid: str, workflow_sid: str) -> str:
    """Return the `ID` of a workflow's item."""
    return f"{workspace_sid}#{workflow_sid}"


def store(table: Table, workspace_sid: str, workflow_sid: str, document: str, *, now: float) -> Workflow:
    """Store a document that the poller has just read from TaskRouter, unless it is stored already. Return its workflow.

    Raises TableUnavailable. Raises WorkflowRefused, and leaves the item, if it is too large or not a workflow.
    """
    workflow, packed = read(document), zlib.compress(document.encode(errors="surrogatepass"), 9)
    if workflow.problem:
        raise WorkflowRefused(workflow.problem)
    if len(packed) > MOST_STORED_BYTES:
        raise WorkflowRefused(f"the document takes {len(packed)} bytes compressed; at most {MOST_STORED_BYTES} fit")
    item = key(workspace_sid, workflow_sid)
    stored = table.get(item, consistent=True)
    is_young = 0 <= now - stored.measured_at < RENEW_AFTER_SECONDS
    if stored == NO_PAGE or stored.rows != packed or not is_young:
        # Another process that has written it in between read the document at the same time.
        with contextlib.suppress(PageConflict):
            table.put(item, packed, replaces=stored, measured_at=now, expires_at=now + LIFE_SECONDS)
    return workflow


def load(table: Table, workspace_sid: str, workflow_sid: str, *, now: float) -> StoredWorkflow:
    """Return the stored workflow. If there is none, its `problem` says why. Raises TableUnavailable."""
    page = table.get(key(workspace_sid, workflow_sid), consistent=False)
    return NOT_STORED if page == NO_PAGE else StoredWorkflow(_unpacked(page), credible(page.measured_at, now))


def _unpacked(page: Page) -> Workflow:
    try:
        # One byte more than a document may have, so that a longer one is refused without unpacking all of it.
        return read(zlib.decompressobj().decompress(page.rows, MOST_BYTES + 1))
    except zlib.error:
        return Workflow(problem="the stored workflow does not decompress")


class WorkflowReader:
    """Reads workflows for one process, each usable one at most once a minute, and keeps them parsed."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._remembered: dict[str, tuple[float, StoredWorkflow]] = {}

    def workflow(self, workspace_sid: str, workflow_sid: str, *, now: float) -> StoredWorkflow:
        """Return the workflow. While the table does not answer, return the one that was read last.

        Raises TableUnavailable if none was ever read.
        """
        item = key(workspace_sid, workflow_sid)
        if self._is_fresh(item, now):
            return self._remembered[item][1]
        try:
            found = load(self._table, workspace_sid, workflow_sid, now=now)
        except TableUnavailable:
            if item not in self._remembered:
                raise
            return self._remembered[item][1]
        self._remembered[item] = (now, found)
        return found

    def is_remembered(self, workspace_sid: str, workflow_sid: str, *, now: float) -> bool:
        """Tell whether asking for this workflow now would not read the table."""
        return self._is_fresh(key(workspace_sid, workflow_sid), now)

    def _is_fresh(self, item: str, now: float) -> bool:
        remembered = self._remembered.get(item)
        if remembered is None:
            return False
        seconds = MEMORY_SECONDS if remembered[1].is_usable(now) else UNUSABLE_MEMORY_SECONDS
        return 0 <= now - remembered[0] < seconds
