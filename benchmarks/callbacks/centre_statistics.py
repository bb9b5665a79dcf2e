"""TaskRouter's statistics, as the poller asks for them, of a simulated contact centre in virtual time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.accuracy.centres.recording import workspace_of
from poller.estimation.statistics import SPLIT_SECONDS, WINDOW_SECONDS
from poller.estimation.workspace import Workspace
from poller.taskrouter.port import ListPage
from simulator.api.statistics import cumulative, realtime
from simulator.centre.centre import Centre
from simulator.centre.history import Window


@dataclass(frozen=True, slots=True)
class CentreStatistics:
    """Implements `poller.taskrouter.port.StatisticsSource`. The list holds every task queue."""

    centre: Centre

    def workspace(self, workspace_sid: str, *, now: float) -> Workspace:  # noqa: ARG002 - the centre has one
        """See StatisticsSource."""
        return workspace_of(self.centre.plan)

    def page(self, workspace_sid: str, url: str = "") -> ListPage:
        """See StatisticsSource."""
        del url
        entries = [
            (sid, self.realtime(workspace_sid, sid), self.cumulative(workspace_sid, sid)) for sid in self.centre.queues
        ]
        return ListPage(tuple(entries), "")

    def cumulative(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:  # noqa: ARG002
        """See StatisticsSource."""
        window = Window.last_minutes(WINDOW_SECONDS // 60, self.centre.now)
        return cumulative(self.centre.queues[queue_sid], window, SPLIT_SECONDS)

    def realtime(self, workspace_sid: str, queue_sid: str) -> Mapping[str, Any]:  # noqa: ARG002
        """See StatisticsSource."""
        return realtime(self.centre.queues[queue_sid], self.centre.plan.workspace, self.centre.now)

    def realtime_in_bulk(self, workspace_sid: str, queue_sids: Sequence[str]) -> Mapping[str, Any]:
        """See StatisticsSource."""
        return {sid: self.realtime(workspace_sid, sid) for sid in queue_sids}

    def workflow(self, workspace_sid: str, workflow_sid: str) -> str:  # noqa: ARG002
        """See StatisticsSource."""
        return {each.sid: each for each in self.centre.plan.workflows}[workflow_sid].configuration
