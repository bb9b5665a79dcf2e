import pytest

from simulator.centre.centre import Centre
from simulator.centre.distributions import Lognormal
from simulator.centre.plan import Demand, Rate, Shift, steady
from simulator.centre.sids import sid
from tests.simulator.centre.small_centres import OPENED_AT, RING, TALK, WRAP_UP, desk, group, plan


def test_the_timetable_starts_over_after_its_period() -> None:
    shifts = (Shift(0, 1), Shift(600, 0))
    daily = Centre(plan((group("a", 1, shifts),), period_seconds=1000), seed=1, opened_at=OPENED_AT)
    on_duty = []
    for moment in (0, 599, 600, 999, 1000, 1600, 2000, 2600):
        daily.advance(OPENED_AT + moment)
        on_duty.append(daily.teams[0].activities["Available"])

    assert on_duty == [1, 1, 0, 0, 1, 0, 1, 0]


def test_any_task_that_is_alive_or_has_joined_and_ended_lately_is_found_by_its_sid() -> None:
    busy = plan((group("a", 1),), {"a": Demand(rates=steady(2))})
    centre = Centre(busy, seed=3, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 1700)
    joined = centre.create_task(sid("WW", "letters"), {})
    centre.hang_up(joined)
    centre.advance(OPENED_AT + 1800)
    alive = [task for task in centre.callers if task.status in ("pending", "reserved", "assigned", "wrapping")]

    assert len(alive) > 1
    assert all(centre.task(task.sid) is task for task in (*alive, joined))
    assert centre.task(sid("WT", "nobody")) is None
    assert [task.number for task in centre.tasks()] == sorted(task.number for task in (*alive, joined))


def test_five_minutes_after_its_end_a_task_is_gone() -> None:
    one = desk(group("a", agents=1))
    task = one.at(10).calls()
    one.centre.hang_up(task)

    assert one.at(310).centre.task(task.sid) is None
    assert one.centre.tasks() == []


def test_nobody_calls_while_the_rate_is_zero() -> None:
    rates = (Rate(0, 5), Rate(600, 0), Rate(1200, 2))
    busy = plan((group("a", 1),), {"a": Demand(rates=rates)}, period_seconds=1800)
    centre = Centre(busy, seed=5, opened_at=OPENED_AT, remember_callers=True)
    centre.advance(OPENED_AT + 20 * 1800)
    minutes = [(task.created_at - OPENED_AT) % 1800 / 600 for task in centre.callers]
    by_piece = [sum(int(minute) == piece for minute in minutes) for piece in range(3)]

    assert by_piece[1] == 0
    assert by_piece[0] == pytest.approx(20 * 10 * 5, rel=0.1)
    assert by_piece[2] == pytest.approx(20 * 10 * 2, rel=0.15)


def test_calls_that_come_less_than_once_a_timetable_come_as_rarely_as_they_should() -> None:
    rare = Demand(rates=(Rate(0, 0.02), Rate(60, 0)))
    whole = plan((group("a", 1),), {"a": rare}, period_seconds=600)
    centre = Centre(whole, seed=5, opened_at=OPENED_AT, remember_callers=True, retained_seconds=600)
    centre.advance(OPENED_AT + 20_000 * 600)

    assert len(centre.callers) == pytest.approx(20_000 * 0.02, rel=0.12)
    assert all((task.created_at - OPENED_AT) % 600 < 60 for task in centre.callers)


def _history(centre: Centre) -> list[tuple[object, ...]]:
    return [(task.created_at, task.priority, task.status, task.accepted_at, task.ended_at) for task in centre.callers]


def _busy_centre(seed: int) -> Centre:
    demand = Demand(rates=steady(2), priorities=((0, 0.7), (9, 0.3)), patience=Lognormal(300, 1))
    busy = plan((group("a", 4), group("ab", 3)), {"a": demand, "b": demand})
    return Centre(busy, seed=seed, opened_at=OPENED_AT, remember_callers=True)


def test_the_same_seed_gives_the_same_history_and_another_seed_another() -> None:
    histories = []
    for seed in (1, 1, 2):
        centre = _busy_centre(seed)
        centre.advance(OPENED_AT + 7200)
        histories.append(_history(centre))

    assert histories[0] == histories[1]
    assert histories[0] != histories[2]


def test_a_history_is_the_same_however_often_one_looks() -> None:
    once, often = _busy_centre(1), _busy_centre(1)
    once.advance(OPENED_AT + 7200)
    for minute in range(121):
        often.advance(OPENED_AT + 60 * minute)

    assert _history(once) == _history(often)


def test_virtual_callers_change_nothing_for_anybody() -> None:
    with_virtual_callers = _busy_centre(1)
    without = Centre(with_virtual_callers.plan, seed=1, opened_at=OPENED_AT)
    for centre in (with_virtual_callers, without):
        centre.advance(OPENED_AT + 7200)

    for queue_sid, live in with_virtual_callers.queues.items():
        other = without.queues[queue_sid]
        assert live.tally().accepted.times == other.tally().accepted.times
        assert live.tally().canceled.seconds == other.tally().canceled.seconds


def test_callers_who_join_from_outside_do_not_change_who_calls() -> None:
    alone, joined = _busy_centre(1), _busy_centre(1)
    joined.advance(OPENED_AT + 1000)
    visitor = joined.create_task(sid("WW", "letters"), {"queue": "b"})
    for centre in (alone, joined):
        centre.advance(OPENED_AT + 7200)

    others = [task for task in joined.callers if task is not visitor]
    assert [(task.created_at, task.talk_seconds, task.hangs_up_at) for task in alone.callers] == [
        (task.created_at, task.talk_seconds, task.hangs_up_at) for task in others
    ]


def test_a_joined_caller_is_patient_and_takes_as_long_as_the_queues_others() -> None:
    one = desk(group("a", agents=0))
    task = one.at(0).calls()

    assert one.at(80_000).statuses() == ["pending"]
    assert (task.ring_seconds, task.talk_seconds, task.wrap_up_seconds) == (RING, TALK, WRAP_UP)
