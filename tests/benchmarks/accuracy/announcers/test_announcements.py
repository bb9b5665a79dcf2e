"""What a caller reads: the newest record that had come through when they called, of their own priority."""

from collections.abc import Mapping

import pytest

from benchmarks.accuracy.announcers.announcements import Announcements
from poller.estimation.statistics import Measured, QueueStatistics
from simulator.centre.plan import Demand, TaskQueue
from simulator.centre.task import Task
from simulator.centre.task_queue import Queue
from waittimes.wait import Basis, Estimate, Wait

SID = "WQ" + "7" * 32
QUEUE = Queue(TaskQueue(sid=SID, friendly_name="Sales", skill="sales", demand=Demand()), "WS" + "1" * 32, [])
NOBODY = QueueStatistics(pending=0, available_workers=0)


class Clock:
    """Tells everybody the second at which it was asked, more to those of priority 10."""

    def __init__(self, basis: Basis = Basis.LINE) -> None:
        self.basis = basis

    def waits(self, measured: Mapping[str, Measured]) -> dict[str, Wait]:
        return {
            sid: Wait(
                queue_sid=sid,
                queue_name="Sales",
                measured_at=each.at,
                basis=self.basis,
                estimate=Estimate(each.at, each.at - 7, each.at + 9),
                by_priority={10: Estimate(each.at + 0.5)},
            )
            for sid, each in measured.items()
        }


def board(*polled_at: float) -> Announcements:
    found = Announcements(Clock())
    for at in polled_at:
        found.update({SID: Measured(NOBODY, at)})
    return found


def caller(at: float, offered: float = 33, priority: int = 0) -> Task:
    task = Task(1, QUEUE, priority, at)
    task.offered_at = at + offered
    return task


@pytest.mark.parametrize(("called_at", "told"), [(161.9, 100), (162, 160), (1000, 220)])
def test_a_record_can_be_read_two_seconds_after_it_was_measured(called_at: float, told: float) -> None:
    (answer,) = board(100, 160, 220).outcomes([caller(called_at)])

    assert answer == (33, told, told - 7, told + 9, False)


def test_who_calls_before_the_first_record_hears_nothing() -> None:
    (answer,) = board(100).outcomes([caller(101)])

    assert answer == (33, None, None, None, False)


def test_a_caller_hears_the_estimate_of_their_own_priority() -> None:
    (answer,) = board(100).outcomes([caller(105, priority=10)])

    assert answer == (33, 100.5, None, None, False)


def test_who_does_not_have_to_wait_is_told_a_figure_and_hears_what_the_phone_makes_of_it() -> None:
    # 40 s and at most 49: "less than a minute". 52 and at most 61: "less than two minutes".
    # 400, at least 393 and at most 409: "about seven minutes". Read ten minutes later, it is not spoken at all.
    found = board(40, 52, 400)

    told = found.needless([caller(50), caller(60), caller(410), caller(1100)])

    assert told == [(40, 0), (52, 0), (400, 7), (None, None)]


def test_who_hears_that_somebody_answers_shortly_hears_no_figure() -> None:
    found = Announcements(Clock(Basis.AGENT_FREE))
    found.update({SID: Measured(NOBODY, 100)})

    assert found.outcomes([caller(105)]) == [(33, 100, 93, 109, True)]
    assert found.needless([caller(105)]) == [(None, None)]
