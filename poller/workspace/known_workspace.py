"""What a workspace consists of: remembered for some minutes, read again when due, or as much as can be read of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from poller.estimation.workspace import Workspace
from poller.taskrouter.port import IncompleteWorkspace, StatisticsSource, TaskRouterError
from poller.workspace.list_reader import Listing
from poller.workspace.memory import WorkspaceMemory
from waittimes.deadline import OutOfTime

UNREAD = Workspace(
    read_at=0.0, multi_tasking=True, queue_names={}, available_activities=None, working_activities=frozenset()
)
"""Stands for a workspace that could not be read: multi-tasking is Twilio's default; no queue counts as unstaffed."""


@dataclass(frozen=True, slots=True)
class KnownWorkspace:
    """A workspace as far as it is known."""

    workspace: Workspace
    is_whole: bool
    """Whether every part of it was read. Only then does a missing queue count as deleted."""


@dataclass(slots=True)
class WorkspaceReader:
    """Reads one workspace. Every method raises SecretUnavailable."""

    connect: Callable[[], StatisticsSource]
    workspace_sid: str
    memory: WorkspaceMemory
    clock: Callable[[], float]
    """The time in epoch seconds."""
    stopwatch: Callable[[], float]
    """Seconds on a clock that never jumps."""
    again_after_seconds: float
    failures: list[str] = field(default_factory=list)

    def current(self) -> KnownWorkspace:
        """Return the remembered workspace until it is due; then the one just read, or the old one if that fails."""
        if self.memory.workspace and self.stopwatch() < self.memory.workspace_until:
            return KnownWorkspace(self.memory.workspace, is_whole=True)
        return self._read()

    def agreeing(self, known: KnownWorkspace, listing: Listing) -> KnownWorkspace:
        """Return the workspace; read it again if the complete list has other queues, once for each such difference."""
        difference = known.workspace.queue_names.keys() ^ listing.seen
        if not listing.complete or not known.is_whole or difference == self.memory.disagreement:
            return known
        found = self._read()
        self.memory.disagreement = frozenset(found.workspace.queue_names.keys() ^ listing.seen)
        return found

    def _read(self) -> KnownWorkspace:
        partial = UNREAD
        try:
            found = self.connect().workspace(self.workspace_sid, now=self.clock())
        except IncompleteWorkspace as error:
            partial = error.partial
            self.failures.append(str(error))
        except TaskRouterError as error:
            self.failures.append(str(error))
        except OutOfTime:
            self.failures.append("no time left")
        else:
            self.memory.workspace = found
            self.memory.workspace_until = self.stopwatch() + self.again_after_seconds
            self.memory.disagreement = frozenset()
            return KnownWorkspace(found, is_whole=True)
        if self.memory.workspace:
            return KnownWorkspace(self.memory.workspace, is_whole=True)
        names = {**self.memory.stored_names, **partial.queue_names}
        return KnownWorkspace(replace(partial, queue_names=names), is_whole=False)
