"""Workflows in the table: written by the poller, read by the phone. One item each, beside the pages of waits.

Losing one costs the numbers of the lines that it routes, and nothing else.
"""

import contextlib
import zlib
from dataclasses import dataclass
from typing import Final

from waittimes.page import NO_PAGE, Page, credible
from waittimes.routing.workflow import MOST_BYTES, Workflow, read
from waittimes.table import PageConflict, Table, TableUnavailable

MOST_STORED_BYTES: Final = 350_000
"""What a compressed document may take: DynamoDB takes an item of 400 KB."""
LIFE_SECONDS: Final = 24 * 3600
"""A workflow that was last read this long ago routes nobody."""
RENEW_AFTER_SECONDS: Final = 3600
"""A document that stays the same is written again after this time, so that its age says when it was last read."""
MEMORY_SECONDS: Final = 60.0
"""How long a process follows a workflow before it looks at the table again."""


class WorkflowRefused(Exception):
    """The document cannot be stored, or is no workflow; the message says why."""


@dataclass(frozen=True, slots=True)
class StoredWorkflow:
    """A workflow as the table has it."""

    workflow: Workflow
    read_at: float
    """When the poller read it at TaskRouter, in seconds since the epoch."""

    def is_usable(self, now: float) -> bool:
        """Tell whether callers may be routed by it."""
        return not self.workflow.problem and now - self.read_at < LIFE_SECONDS


NOT_STORED: Final = StoredWorkflow(Workflow(problem="the table does not have the workflow"), 0.0)


def key(workspace_sid: str, workflow_sid: str) -> str:
    """Return the `ID` of a workflow's item."""
    return f"{workspace_sid}#{workflow_sid}"


def store(table: Table, workspace_sid: str, workflow_sid: str, document: str, *, now: float) -> Workflow:
    """Store a document that was read at TaskRouter now, unless it lies there already, and return its workflow.

    Raises TableUnavailable, and WorkflowRefused for what is no workflow or too large; then the item stays as it was.
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
        # Another process that wrote it meanwhile has read it at the same time.
        with contextlib.suppress(PageConflict):
            table.put(item, packed, replaces=stored, measured_at=now, expires_at=now + LIFE_SECONDS)
    return workflow


def load(table: Table, workspace_sid: str, workflow_sid: str, *, now: float) -> StoredWorkflow:
    """Return the workflow as stored; its `problem` says why where there is none. Raises TableUnavailable."""
    page = table.get(key(workspace_sid, workflow_sid), consistent=False)
    return NOT_STORED if page == NO_PAGE else StoredWorkflow(_unpacked(page), credible(page.measured_at, now))


def _unpacked(page: Page) -> Workflow:
    try:
        # One byte more than a document may have: what is longer is refused, however well it was compressed.
        return read(zlib.decompressobj().decompress(page.rows, MOST_BYTES + 1))
    except zlib.error:
        return Workflow(problem="the stored workflow does not decompress")


class WorkflowReader:
    """Reads workflows for one process, each at most once a minute, and keeps them parsed."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._remembered: dict[str, tuple[float, StoredWorkflow]] = {}

    def workflow(self, workspace_sid: str, workflow_sid: str, *, now: float) -> StoredWorkflow:
        """Return the workflow; while the table does not answer, the one read last.

        Raises TableUnavailable where none was ever read.
        """
        if self.is_remembered(workspace_sid, workflow_sid, now=now):
            return self._remembered[key(workspace_sid, workflow_sid)][1]
        try:
            found = load(self._table, workspace_sid, workflow_sid, now=now)
        except TableUnavailable:
            if key(workspace_sid, workflow_sid) not in self._remembered:
                raise
            return self._remembered[key(workspace_sid, workflow_sid)][1]
        self._remembered[key(workspace_sid, workflow_sid)] = (now, found)
        return found

    def is_remembered(self, workspace_sid: str, workflow_sid: str, *, now: float) -> bool:
        """Tell whether asking for this workflow now would not read the table."""
        remembered = self._remembered.get(key(workspace_sid, workflow_sid))
        return remembered is not None and 0 <= now - remembered[0] < MEMORY_SECONDS
