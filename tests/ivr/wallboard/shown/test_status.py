"""The status of a row: the worst that is true of it."""

from dataclasses import replace

import pytest

from ivr.announcing.announce import Announcement, State, announce
from ivr.wallboard.shown.status import WORDS, Status, is_stale, status_of
from tests.fakes.waits import MEASURED_AT, wait_of
from waittimes.settings.line_policy import Policy, Showing
from waittimes.wait import NO_ESTIMATE, Basis, Estimate, Wait

POLICY, SHOWING = Policy(), Showing(attention_minutes=4, action_minutes=9)


def judged(wait: Wait, *, age: float = 10, showing: Showing = SHOWING) -> Status:
    now = MEASURED_AT + age
    told = announce(wait, now=now, policy=POLICY)
    return status_of(told, wait, wait.estimate, showing, is_stale=is_stale(wait, now, POLICY))


def line_of(seconds: float, *, longest: int = 5) -> Wait:
    estimate = Estimate(seconds, seconds / 2, seconds * 2)
    return wait_of(3, basis=Basis.LINE, estimate=estimate, longest_waiting_seconds=longest)


@pytest.mark.parametrize(
    ("seconds", "longest", "expected"),
    [
        (239, 239, Status.CALM),
        (240, 5, Status.ATTENTION),
        (5, 240, Status.ATTENTION),
        (539, 539, Status.ATTENTION),
        (540, 5, Status.ACTION),
        (5, 540, Status.ACTION),
    ],
)
def test_the_estimate_and_the_first_in_line_are_held_against_both_thresholds(
    seconds: float, longest: int, expected: Status
) -> None:
    assert judged(line_of(seconds, longest=longest)) is expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (180, Status.CALM),
        (181, Status.AGEING),
        (600, Status.AGEING),
        (601, Status.STALE),
        (-120, Status.CALM),
        (-121, Status.STALE),
    ],
)
def test_ages_are_judged_by_the_rules_that_callers_get(age: float, expected: Status) -> None:
    assert judged(line_of(60), age=age) is expected


def test_a_record_that_is_too_old_is_stale_whatever_it_says() -> None:
    unstaffed = wait_of(3, basis=Basis.UNSTAFFED, estimate=NO_ESTIMATE)

    assert judged(unstaffed) is Status.UNSTAFFED
    assert judged(unstaffed, age=3600) is Status.STALE
    assert judged(line_of(3000), age=3600) is Status.STALE


def test_an_agent_who_is_free_and_a_record_without_an_estimate_have_their_own_words() -> None:
    free = wait_of(3, basis=Basis.AGENT_FREE, agents_free=2, estimate=Estimate(9, 2, 30), longest_waiting_seconds=0)
    unknown = replace(free, basis=Basis.UNKNOWN, estimate=NO_ESTIMATE)

    assert judged(free).word == "Agent free"
    assert judged(unknown).word == "No estimate"


def test_somebody_who_waits_long_without_an_estimate_calls_for_action() -> None:
    assert judged(wait_of(3, basis=Basis.UNKNOWN, estimate=NO_ESTIMATE, longest_waiting_seconds=700)) is Status.ACTION


def test_a_closed_line_is_closed_however_long_somebody_waits() -> None:
    told = Announcement(State.CLOSED)

    assert status_of(told, line_of(3000), Estimate(3000), SHOWING, is_stale=True) is Status.CLOSED


def test_every_status_has_a_word_of_its_own_and_a_place() -> None:
    assert len(set(WORDS.values())) == len(Status)
    assert [each.rank for each in Status] == list(range(len(Status)))
    assert min(Status, key=lambda each: each.rank) is Status.STALE
