"""Statistics as each of TaskRouter's endpoints serves them: each has its own fields, SIDs and omissions."""

from dataclasses import dataclass

from simulator.api.resources import Json, Resources
from simulator.api.statistics import Statistics, cumulative, realtime
from simulator.centre.history import Window
from simulator.centre.plan import TaskQueue
from simulator.centre.task_queue import Queue

IN_QUEUE_WAIT = "wait_duration_in_queue_until_accepted"
LACKING_IN_EXAMPLES = frozenset(
    {
        IN_QUEUE_WAIT,
        "longest_relative_task_age_in_queue",
        "longest_relative_task_sid_in_queue",
        "tasks_by_priority",
        "tasks_completed",
    }
)
"""Fields of the single endpoints that are missing in Twilio's examples of the combined ones and of the list.

The other two `wait_duration_*` are missing there too, but programs that read the combined form show them.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiVariant:
    """Choices that Twilio's documentation leaves open, so that a client can be tested with each of them."""

    combined_omits: frozenset[str] = LACKING_IN_EXAMPLES
    """Fields that the list and the combined endpoint leave out."""
    priorities_of_pending: bool = False
    """Whether `tasks_by_priority` counts only tasks that wait, or every task."""
    lists_show_attributes: bool = True
    """Whether a list of tasks shows their attributes, as Flex's public template expects, or only a single task does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsQuery:
    """The window, the thresholds, and the task channel by its unique name; None for all channels."""

    window: Window
    thresholds_seconds: tuple[int, ...] = ()
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class StatisticsEndpoints:
    """The statistics of one workspace's queues."""

    resources: Resources
    variant: ApiVariant

    def cumulative(self, queue: Queue, question: StatisticsQuery) -> Json:
        """Return the body of the CumulativeStatistics endpoint."""
        return self._framed(queue, "CumulativeStatistics") | self._cumulative(queue, question)

    def realtime(self, queue: Queue, *, channel: str | None = None) -> Json:
        """Return the body of the RealTimeStatistics endpoint."""
        return self._framed(queue, "RealTimeStatistics") | self._realtime(queue, channel)

    def combined(self, queue: Queue, question: StatisticsQuery) -> Json:
        """Return the body of the combined Statistics endpoint."""
        return self._framed(queue, "Statistics") | self._both(queue, question)

    def entry(self, queue: Queue, question: StatisticsQuery) -> Json:
        """Return one queue's entry in the list."""
        return self._sids(queue) | self._both(queue, question)

    def bulk(self, task_queue_sids: list[str]) -> Json:
        """Return the body of the bulk endpoint; an unknown SID has zeros."""
        queues = self.resources.centre.queues
        data = [self._bulk_entry(queues.get(sid) or self._unknown(sid)) for sid in task_queue_sids]
        return {
            "account_sid": self.resources.account_sid,
            "workspace_sid": self.resources.centre.plan.workspace.sid,
            "task_queue_data": data,
            "task_queue_response_count": len(data),
            "url": f"{self.resources.url}/TaskQueues/RealTimeStatistics",
        }

    def _bulk_entry(self, queue: Queue) -> Json:
        shown = self._realtime(queue, None)
        del shown["longest_relative_task_age_in_queue"], shown["longest_relative_task_sid_in_queue"]
        return {"task_queue_sid": queue.plan.sid} | shown

    def _both(self, queue: Queue, question: StatisticsQuery) -> Json:
        lacking = self.variant.combined_omits | (set() if question.thresholds_seconds else {"split_by_wait_time"})
        past, present = self._cumulative(queue, question), self._realtime(queue, question.channel)
        # An integer in the single endpoint, 0.0 in Twilio's examples of this one.
        past["avg_task_acceptance_time"] = float(past["avg_task_acceptance_time"])
        return {"cumulative": _without(past, lacking), "realtime": _without(present, lacking)}

    def _cumulative(self, queue: Queue, question: StatisticsQuery) -> Statistics:
        return cumulative(queue, question.window, question.thresholds_seconds, channel=question.channel)

    def _realtime(self, queue: Queue, channel: str | None) -> Statistics:
        centre = self.resources.centre
        return realtime(
            queue,
            centre.plan.workspace,
            centre.now,
            channel=channel,
            priorities_of_pending=self.variant.priorities_of_pending,
        )

    def _framed(self, queue: Queue, endpoint: str) -> Json:
        return self._sids(queue) | {"url": f"{self.resources.url}/TaskQueues/{queue.plan.sid}/{endpoint}"}

    def _sids(self, queue: Queue) -> Json:
        return {
            "account_sid": self.resources.account_sid,
            "workspace_sid": self.resources.centre.plan.workspace.sid,
            "task_queue_sid": queue.plan.sid,
        }

    def _unknown(self, sid: str) -> Queue:
        return Queue(TaskQueue(sid=sid, friendly_name="", skill=""), self.resources.centre.plan.workspace.sid, [])


def _without(statistics: Statistics, names: frozenset[str]) -> Statistics:
    return {name: value for name, value in statistics.items() if name not in names}
