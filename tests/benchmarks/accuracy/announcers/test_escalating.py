"""Callers whom a workflow moves on hear the wait on their way; callers of other queues hear their queue's wait."""

from random import Random

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.escalating import route_of
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from simulator.centre.sids import sid
from simulator.centre.task import Task
from waittimes.wait import Basis, Estimate, Wait

A, B = sid("WQ", "accuracy/a"), sid("WQ", "accuracy/b")
ESCALATION, OVERDUE = (SCENARIOS[name](Random(1)).plan for name in ("escalation", "priority-overdue"))


class Fixed:
    """Announces the same waits at every poll."""

    def waits(self, _measured: object) -> dict[str, Wait]:
        return {
            sid: Wait(
                queue_sid=sid,
                queue_name=sid,
                measured_at=1000.0,
                basis=Basis.LINE,
                estimate=Estimate(seconds),
                by_priority={0: Estimate(seconds), 10: Estimate(seconds / 4)},
            )
            for sid, seconds in {A: 400.0, B: 700.0}.items()
        }


def caller(queue_sid: str, priority: int = 0) -> Task:
    return Task(1, "WS1", queue_sid, priority, 1010.0)


def told(announcements: Announcements, task: Task) -> float | None:
    announcements.update({})
    return announcements.announced(task)[0].seconds


def test_the_route_is_that_of_the_plans_escalations() -> None:
    found = route_of(ESCALATION, caller(A))
    assert found is not None
    assert [(step.queue_sid, step.priority, step.timeout_seconds) for step in found.targets] == [
        (A, 0, 90),
        (B, 0, None),
    ]

    raised = route_of(OVERDUE, caller(A))
    assert raised is not None
    assert [(step.priority, step.timeout_seconds) for step in raised.targets] == [(0, 120), (10, None)]

    assert route_of(ESCALATION, caller(B)) is None


def test_the_product_follows_the_route_and_a_baseline_knows_the_first_queue_alone() -> None:
    assert told(Announcements(Fixed(), ESCALATION), caller(A)) == 700.0
    assert told(Announcements(Fixed(), ESCALATION), caller(B)) == 700.0
    assert told(Announcements(Fixed()), caller(A)) == 400.0
    assert told(Announcements(Fixed(), OVERDUE), caller(A)) == 120.0


def test_who_has_moved_is_judged_by_what_was_told_at_the_call() -> None:
    moved = caller(A)
    moved.move(B, 10, 1100.0)

    assert told(Announcements(Fixed()), moved) == 400.0
