"""The workflows that decide something here: read with the workspace, and stored where the phone finds them.

The table keeps the workflow that was read last. If reading it fails from then on, it routes callers for one more day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from poller.report import Failure
from poller.taskrouter.port import StatisticsSource, TaskRouterError
from waittimes import workflow_store
from waittimes.deadline import OutOfTime
from waittimes.routing.caller_classes import classes_of
from waittimes.routing.workflow import Workflow
from waittimes.score import CallerClass
from waittimes.settings.config import Line
from waittimes.table import Table, TableUnavailable
from waittimes.workflow_store import NOT_STORED, WorkflowRefused

_CONSEQUENCE = "its lines announce no number unless they name their task queue, and call nobody back by `dial`"


@dataclass(slots=True)
class WorkflowMemory:
    """What a process remembers of a workspace's workflows."""

    known: dict[str, Workflow] = field(default_factory=dict)
    """The workflows as they were last read, by SID."""
    read_with: dict[str, float | None] = field(default_factory=dict)
    """`read_at` of the workspace with which each workflow was read, in seconds since the epoch."""

    def due(self, workflow_sids: Iterable[str], workspace_read_at: float | None) -> list[str]:
        """Return those of these workflows that have not been read since the workspace was read."""
        return [sid for sid in sorted(set(workflow_sids)) if self.read_with.get(sid, -1.0) != workspace_read_at]


def routed_lines(lines: Iterable[Line], workspace_sid: str) -> tuple[Line, ...]:
    """Return the lines of this workspace that name no task queue: their workflow decides."""
    return tuple(line for line in lines if line.workspace_sid == workspace_sid and not line.task_queue_sid)


@dataclass(frozen=True, slots=True)
class WorkflowReader:
    """Reads one workspace's workflows from TaskRouter to the table."""

    source: StatisticsSource
    table: Table
    workspace_sid: str
    memory: WorkflowMemory

    def read(self, workflow_sids: Iterable[str], *, read_with: float | None, now: float) -> list[Failure]:
        """Read and store these workflows; return what failed. `read_with` is when the workspace was read.

        Raises SecretUnavailable.
        """
        failures: list[Failure] = []
        for workflow_sid in workflow_sids:
            try:
                self._read(workflow_sid, now)
            except (TaskRouterError, OutOfTime, TableUnavailable, WorkflowRefused) as error:
                reason = "no time left" if isinstance(error, OutOfTime) else str(error)
                failures.append(Failure(workflow_sid, f"workflow: {reason}; {self._kept(workflow_sid, now)}"))
            else:
                self.memory.read_with[workflow_sid] = read_with
        return failures

    def _read(self, workflow_sid: str, now: float) -> None:
        document = self.source.workflow(self.workspace_sid, workflow_sid)
        self.memory.known[workflow_sid] = workflow_store.store(
            self.table, self.workspace_sid, workflow_sid, document, now=now
        )

    def _kept(self, workflow_sid: str, now: float) -> str:
        """Return a clause that says which workflow routes callers meanwhile, if any."""
        try:
            stored = workflow_store.load(self.table, self.workspace_sid, workflow_sid, now=now)
        except TableUnavailable as error:
            return f"it is not known whether an earlier one is stored ({error})"
        if stored == NOT_STORED:
            return f"none is stored, so {_CONSEQUENCE}"
        if not stored.is_usable(now):
            return f"the one stored is too old or cannot be read, so {_CONSEQUENCE}"
        return f"the one read {now - stored.read_at:.0f} s ago routes its callers"


def caller_classes(lines: Iterable[Line], workflows: Mapping[str, Workflow]) -> frozenset[CallerClass]:
    """Return the classes of callers to which these lines' workflows lead, where a caller waits in one queue only."""
    return frozenset(
        callers
        for line in lines
        if line.workflow_sid in workflows
        for callers in classes_of(workflows[line.workflow_sid], line.priority)
    )
