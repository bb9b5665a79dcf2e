"""A day with callbacks: the same people call as without, and nobody who was promised one is forgotten."""

from functools import cache

import pytest

from benchmarks.callbacks.day import Day
from benchmarks.callbacks.figures import Figures, figures
from benchmarks.callbacks.people import People
from simulator.centre.task import Task
from waittimes.settings.line_callback import DIAL, FLEX, CallbackPolicy

SEED = 9001

pytestmark = pytest.mark.slow


@cache
def played(style: str | None) -> tuple[Day, Figures]:
    """Return a day of the scenario `small`, without callbacks if there is no style."""
    day = Day("small", SEED, CallbackPolicy(style, above_minutes=2) if style else None)
    day.play()
    return day, figures(day)


def drawn(callers: list[Task]) -> list[tuple[float, float, float]]:
    return [(each.created_at, each.talk_seconds, each.hangs_up_at) for each in callers]


@pytest.mark.parametrize("style", [DIAL, FLEX])
def test_the_same_people_call_as_on_the_day_without(style: str) -> None:
    assert drawn(played(style)[0].callers()) == drawn(played(None)[0].callers())


@pytest.mark.parametrize("style", [DIAL, FLEX])
def test_those_who_answer_speak_with_an_agent_and_overtake_nobody(style: str) -> None:
    day, found = played(style)

    promised = day.promising.promised
    answering = [each for each in promised if day.promising.people.answers_first(each.number)]
    assert len(answering) > 9
    assert [each for each in answering if day.spoke_at(each) is None] == []
    assert found.kept_share
    assert found.kept_share >= 0.9
    assert found.overtaken == 0


def test_without_a_policy_nobody_is_promised_anything() -> None:
    _, found = played(None)

    assert (found.offered, found.promised, found.kept_share, found.idle_share) == (0, 0, None, 0)


def test_what_somebody_does_depends_on_nobody_else() -> None:
    one, other = People(SEED), People(SEED)
    for number in ("+493000000001", "+493000000002"):
        other.phone(number)

    assert one.phone("+493000000003") == other.phone("+493000000003")
