"""From a workspace's statistics to the records of its waits: what the clockwork asks of the estimator.

Pure but for `experience`, which is changed in place. States facts, decides nothing about words. Where something is
left out the estimate rests on less, by steps: the line; the mean wait of those answered in the window; nothing.
docs/estimating.md has the method and what it is worth.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from poller.estimation import imputation, learning, priorities, shared_agents, staffing, wait_model
from poller.estimation.state import QueueState
from poller.estimation.statistics import WINDOW_SECONDS, Measured, QueueStatistics
from poller.estimation.wait_model import ClassEstimate
from poller.estimation.workspace import Catalogue
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

WINDOW_MINUTES = WINDOW_SECONDS // 60


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be said of one queue, and how it was reckoned: the classes of callers, the highest priority first."""

    basis: Basis
    agents_free: int
    occupied_elsewhere: float = 0.0
    """Agents of this queue who are on calls of others."""
    class_estimates: tuple[ClassEstimate, ...] = ()

    @property
    def main(self) -> ClassEstimate | None:
        """The reckoning for callers whose priority nobody knows: the last to be served."""
        return self.class_estimates[-1] if self.class_estimates else None


def waits(measured: Mapping[str, Measured], catalogue: Catalogue, experience: dict[str, QueueState]) -> dict[str, Wait]:
    """Return the waits of these queues, learning from them; a queue whose numbers make none is left out.

    All queues of a workspace that were measured at one time belong together, since queues share agents.
    """
    found: dict[str, Wait] = {}
    for queue_sid, each in learn(measured, catalogue, experience).items():
        with contextlib.suppress(ArithmeticError, ValueError):
            own = experience[queue_sid]
            outlook = look(queue_sid, each, catalogue, experience)
            wait_model.remember(own, each.statistics, each.at, outlook.class_estimates)
            served = priorities.served(each.statistics, [one.callers for one in outlook.class_estimates])
            learning.learn_priorities(own, served)
            found[queue_sid] = record(queue_sid, each, catalogue, outlook)
    return found


def learn(
    measured: Mapping[str, Measured], catalogue: Catalogue, experience: dict[str, QueueState]
) -> dict[str, Measured]:
    """Add what these statistics teach before anything is estimated: enough for `look` to find what `waits` returns.

    Returns them with what they leave out and can be inferred; those are to be looked at. What they say of earlier
    estimates, and of priorities, comes after an estimate and counts from the next poll on.
    """
    completed: dict[str, Measured] = {}
    for queue_sid, each in measured.items():
        own = experience.setdefault(queue_sid, QueueState())
        completed[queue_sid] = _completed(each, catalogue, own)
        statistics = completed[queue_sid].statistics
        learning.learn(own, statistics, each.at)
        _see_line(own, statistics)
        _see_agents(own, statistics, catalogue)
    _learn_sharing(completed, catalogue, experience)
    return completed


def _see_line(own: QueueState, statistics: QueueStatistics) -> None:
    if own.present is not None:
        line = priorities.classes(own, statistics, learning.load(own, statistics))
        own.present = own.present._replace(line=line)


def _see_agents(own: QueueState, statistics: QueueStatistics, catalogue: Catalogue) -> None:
    if statistics.available_workers is not None:
        learning.learn_on_duty(own, staffing.on_duty(statistics, catalogue))


def _completed(measured: Measured, catalogue: Catalogue, own: QueueState) -> Measured:
    statistics = imputation.completed(measured.statistics, catalogue, own)
    return measured if statistics is measured.statistics else replace(measured, statistics=statistics)


def look(queue_sid: str, measured: Measured, catalogue: Catalogue, experience: Mapping[str, QueueState]) -> Outlook:
    """Return what this queue's statistics mean by what has been learned so far; learns nothing."""
    statistics, own = measured.statistics, experience[queue_sid]
    occupied_elsewhere = shared_agents.occupied_elsewhere(own, experience, measured.at)
    free = staffing.agents_free(
        statistics, multi_tasking=catalogue.multi_tasking, occupied_elsewhere=occupied_elsewhere
    )
    if staffing.is_unstaffed(statistics, catalogue):
        return Outlook(Basis.UNSTAFFED, free, occupied_elsewhere)
    on_duty = staffing.on_duty(statistics, catalogue)
    agents = wait_model.agents_serving(
        own, statistics, free=free, on_duty=on_duty, occupied_elsewhere=occupied_elsewhere
    )
    if agents is None or statistics.pending is None:
        return Outlook(_without_a_line(statistics), free, occupied_elsewhere)
    class_estimates = wait_model.in_order(
        wait_model.estimate_class(
            own, statistics, agents, shared_agents.elsewhere(own, experience, measured.at, callers.priority), callers
        )
        for callers in own.line
    )
    return Outlook(Basis.AGENT_FREE if free else Basis.LINE, free, occupied_elsewhere, class_estimates)


def _learn_sharing(
    measured: Mapping[str, Measured], catalogue: Catalogue, experience: Mapping[str, QueueState]
) -> None:
    lessons = []
    for queue_sid, each in measured.items():
        statistics, own = each.statistics, experience[queue_sid]
        if statistics.occupied is None or statistics.pending is None or statistics.available_workers is None:
            continue
        idle = 0 if catalogue.multi_tasking else statistics.available_workers
        off_its_calls = max(0, staffing.on_duty(statistics, catalogue) - statistics.occupied - idle)
        # Idle agents of a single-tasking workspace are counted, so nothing is uncertain there.
        waiting = statistics.pending > 0 or not catalogue.multi_tasking
        if shared_agents.has_to_learn(own, off_its_calls, waiting=waiting):
            lessons.append((own, off_its_calls, waiting))
    if lessons:
        # Only now: to look for the busiest of thousands for each queue that is asked alone would take seconds a poll.
        others = shared_agents.candidates(experience, max(each.at for each in measured.values()))
        for own, off_its_calls, waiting in lessons:
            shared_agents.learn(own, others, off_its_calls, waiting=waiting)


def _without_a_line(statistics: QueueStatistics) -> Basis:
    known = statistics.accepted and statistics.mean_wait_seconds is not None
    return Basis.HISTORY if known else Basis.UNKNOWN


def record(queue_sid: str, measured: Measured, catalogue: Catalogue, outlook: Outlook) -> Wait:
    """Return the record that the phone reads."""
    statistics = measured.statistics
    return Wait(
        queue_sid=queue_sid,
        queue_name=catalogue.queue_names.get(queue_sid, queue_sid),
        measured_at=measured.at,
        basis=outlook.basis,
        estimate=_estimate(statistics, outlook),
        evidence=_evidence(statistics, outlook.main),
        answered=statistics.accepted or 0,
        window_seconds=WINDOW_SECONDS,
        pending=statistics.pending or 0,
        agents_free=outlook.agents_free,
        agents_busy=statistics.busy or 0,
        longest_waiting_seconds=statistics.longest_waiting_seconds or 0,
        by_priority=_by_priority(outlook),
    )


def _estimate(statistics: QueueStatistics, outlook: Outlook) -> Estimate:
    if outlook.main is not None:
        return outlook.main.estimate
    if outlook.basis is Basis.HISTORY and statistics.mean_wait_seconds is not None:
        return Estimate(seconds=round(statistics.mean_wait_seconds))
    return NO_ESTIMATE


def _by_priority(outlook: Outlook) -> dict[int, Estimate]:
    if len(outlook.class_estimates) <= 1:
        return {}
    return {each.callers.priority: each.estimate for each in outlook.class_estimates}


def _evidence(statistics: QueueStatistics, main: ClassEstimate | None) -> dict[str, float]:
    """Return the few numbers that explain the estimate."""
    found: dict[str, float] = {}
    if main is not None:
        found = {
            "ahead": round(main.ahead),
            "per_minute": round(60 * main.agents.per_second, 1),
            "hangs_up": round(main.hangs_up, 2),
            "agents": round(main.agents.serving, 1),
        }
    if statistics.accepted and statistics.mean_wait_seconds is not None:
        found["history"] = round(statistics.mean_wait_seconds)
    return found
