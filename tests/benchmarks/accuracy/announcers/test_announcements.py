"""A caller hears the newest record that the phone could read when they called, for their own priority."""

from collections.abc import Mapping

import pytest

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.scores.score import NO_FIGURE, AnsweredAtOnce, Outcome, Sentence
from poller.estimation.statistics import Measured, QueueStatistics
from simulator.centre.task import Task
from waittimes.wait import Basis, Estimate, Wait

SID = "WQ" + "7" * 32
NOBODY = QueueStatistics(pending=0, available_workers=0)


class SpeakingClock:
    """Announces the second at which it was asked; half a second more to callers of priority 10."""

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


def announcements(*polled_at: float) -> Announcements:
    found = Announcements(SpeakingClock())
    for at in polled_at:
        found.update({SID: Measured(NOBODY, at)})
    return found


def caller(at: float, offered: float = 33, priority: int = 0) -> Task:
    task = Task(1, "WS" + "1" * 32, SID, priority, at)
    task.offered_at = at + offered
    return task


@pytest.mark.parametrize(
    ("called_at", "told", "sentence"), [(161.9, 100, (0, 2)), (162, 160, (2, 3)), (520, 220, (0, 5))]
)
def test_a_record_can_be_read_two_seconds_after_it_was_measured(
    called_at: float, told: float, sentence: tuple[int, int]
) -> None:
    (found,) = announcements(100, 160, 220).outcomes([caller(called_at)])

    assert found._replace(sentence=NO_FIGURE) == Outcome(33, told, told - 7, told + 9)
    assert found.sentence.high_minutes == sentence[1]


def test_a_caller_before_the_first_record_hears_nothing() -> None:
    (found,) = announcements(100).outcomes([caller(101)])

    assert found == Outcome(33, None, None, None)


def test_a_caller_hears_the_estimate_for_their_own_priority() -> None:
    (found,) = announcements(100).outcomes([caller(105, priority=10)])

    assert found == Outcome(33, 100.5, None, None, sentence=Sentence(2, 2))


def test_callers_who_do_not_have_to_wait_are_told_a_figure_and_hear_a_sentence() -> None:
    # 40 s and at most 49: "less than a minute". 52 and at most 61: "less than two minutes".
    # 400, at least 393 and at most 409: "about seven minutes". A record ten minutes old is not spoken at all.
    found = announcements(40, 52, 400)

    told = found.at_once([caller(50), caller(60), caller(410), caller(1100)])

    assert told == [(40, 0), (52, 0), (400, 7), (None, None)]


def test_a_caller_who_hears_that_somebody_answers_shortly_hears_no_figure() -> None:
    found = Announcements(SpeakingClock(Basis.AGENT_FREE))
    found.update({SID: Measured(NOBODY, 100)})

    assert found.outcomes([caller(105)]) == [Outcome(33, 100, 93, 109, is_shortly=True)]
    assert found.at_once([caller(105)]) == [AnsweredAtOnce(None, None)]
