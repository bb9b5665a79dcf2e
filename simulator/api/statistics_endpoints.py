"""Statistics as each of TaskRouter's endpoints serves them: which fields, under which SIDs, with which gaps."""

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
"""Fields of the single endpoints that Twilio's examples of the combined ones (and of the list) do not show.

The other two `wait_duration_*` are missing there too, but are seen in programs that read the combined form.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What Twilio leaves open, so that a client can be tried against each answer."""

    combined_omits: frozenset[str] = LACKING_IN_EXAMPLES
    """Fields that list entries and the combined endpoint leave out."""
    priorities_of_pending: bool = False
    """Whether `tasks_by_priority` counts those who wait, or every task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a queue: over which time, split where, for calls or for a channel nobody uses."""

    window: Window
    thresholds_seconds: tuple[int, ...] = ()
    voice: bool = True


@dataclass(frozen=True, slots=True)
class Reports:
    """The statistics of one workspace's queues."""

    resources: Resources
    wire: Wire

    def cumulative(self, queue: Queue, question: Question) -> Json:
        """Return the answer of the CumulativeStatistics endpoint."""
        return self._framed(queue, "CumulativeStatistics") | self._cumulative(queue, question)

    def realtime(self, queue: Queue, *, voice: bool = True) -> Json:
        """Return the answer of the RealTimeStatistics endpoint."""
        return self._framed(queue, "RealTimeStatistics") | self._realtime(queue, voice=voice)

    def combined(self, queue: Queue, question: Question) -> Json:
        """Return the answer of the Statistics endpoint."""
        return self._framed(queue, "Statistics") | self._both(queue, question)

    def entry(self, queue: Queue, question: Question) -> Json:
        """Return one queue's entry in the list."""
        return self._sids(queue) | self._both(queue, question)

    def bulk(self, task_queue_sids: list[str]) -> Json:
        """Return the answer of the bulk endpoint; a SID that is nobody's here counts zeros."""
        queues = self.resources.centre.queues
        data = [self._bulk_entry(queues.get(sid) or self._nobodys(sid)) for sid in task_queue_sids]
        return {
            "account_sid": self.resources.account_sid,
            "workspace_sid": self.resources.centre.plan.workspace.sid,
            "task_queue_data": data,
            "task_queue_response_count": len(data),
            "url": f"{self.resources.url}/TaskQueues/RealTimeStatistics",
        }

    def _bulk_entry(self, queue: Queue) -> Json:
        shown = self._realtime(queue, voice=True)
        del shown["longest_relative_task_age_in_queue"], shown["longest_relative_task_sid_in_queue"]
        return {"task_queue_sid": queue.plan.sid} | shown

    def _both(self, queue: Queue, question: Question) -> Json:
        lacking = self.wire.combined_omits | (set() if question.thresholds_seconds else {"split_by_wait_time"})
        past, present = self._cumulative(queue, question), self._realtime(queue, voice=question.voice)
        # An integer in the single endpoint, 0.0 in Twilio's examples of this one.
        past["avg_task_acceptance_time"] = float(past["avg_task_acceptance_time"])
        return {"cumulative": _without(past, lacking), "realtime": _without(present, lacking)}

    def _cumulative(self, queue: Queue, question: Question) -> Statistics:
        counted = queue if question.voice else _without_tasks(queue)
        return cumulative(counted, question.window, question.thresholds_seconds)

    def _realtime(self, queue: Queue, *, voice: bool) -> Statistics:
        centre = self.resources.centre
        return realtime(
            queue if voice else _without_tasks(queue),
            centre.plan.workspace,
            centre.now,
            priorities_of_pending=self.wire.priorities_of_pending,
        )

    def _framed(self, queue: Queue, endpoint: str) -> Json:
        return self._sids(queue) | {"url": f"{self.resources.url}/TaskQueues/{queue.plan.sid}/{endpoint}"}

    def _sids(self, queue: Queue) -> Json:
        return {
            "account_sid": self.resources.account_sid,
            "workspace_sid": self.resources.centre.plan.workspace.sid,
            "task_queue_sid": queue.plan.sid,
        }

    def _nobodys(self, sid: str) -> Queue:
        return Queue(TaskQueue(sid=sid, friendly_name="", skill=""), self.resources.centre.plan.workspace.sid, [])


def _without_tasks(queue: Queue) -> Queue:
    return Queue(queue.plan, queue.workspace_sid, queue.teams)


def _without(statistics: Statistics, names: frozenset[str]) -> Statistics:
    return {name: value for name, value in statistics.items() if name not in names}
