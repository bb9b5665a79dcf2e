import json
from collections import Counter

import pytest

from simulator.centre.plan import Demand, Group, Rate, Shift, Workspace, always
from simulator.centre.sids import sid
from tests.simulator.centre.small_centres import plan, queue


def test_sids_look_like_twilios_and_depend_on_kind_and_name_alone() -> None:
    assert sid("WQ", "Sales") == sid("WQ", "Sales")
    assert len({sid("WQ", "Sales"), sid("WW", "Sales"), sid("WQ", "Support")}) == 3
    assert sid("WQ", "Sales").startswith("WQ")
    assert len(sid("WQ", "Sales")) == 34
    assert set(sid("WQ", "Sales")[2:]) <= set("0123456789abcdef")


def test_the_last_digits_of_sids_are_spread_evenly() -> None:
    digits = Counter(sid("WQ", f"queue {number}")[-1] for number in range(3200))

    assert len(digits) == 16
    assert all(140 < count < 260 for count in digits.values())


def test_a_single_tasking_workspace_has_activities_for_agents_on_a_call() -> None:
    single, multi = (Workspace.named("Mode", multi_task_enabled=mode) for mode in (False, True))

    assert [(activity.friendly_name, activity.available) for activity in single.activities] == [
        ("Offline", False),
        ("Available", True),
        ("Break", False),
        ("Reserved", False),
        ("Busy", False),
    ]
    assert multi.activities == single.activities[:3]
    assert multi.activity("Busy") is None


def test_a_workflow_document_names_filters_targets_and_the_default() -> None:
    flow = plan((), {"a": Demand(), "b": Demand()}).workflows[0]

    assert json.loads(flow.configuration) == {
        "task_routing": {
            "filters": [
                {
                    "filter_friendly_name": f"queue {name}",
                    "expression": f"queue == '{name}'",
                    "targets": [{"queue": sid("WQ", name)}],
                }
                for name in "ab"
            ],
            "default_filter": {"queue": sid("WQ", "a")},
        }
    }


def test_a_queue_chooses_its_workers_by_skill() -> None:
    assert queue("billing").target_workers == "skills HAS 'billing'"


def test_more_agents_on_duty_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="night: more agents on duty than its 4"):
        Group(name="night", skills=frozenset({"a"}), count=4, shifts=(Shift(0, 3), Shift(60, 3, on_break=2)))


@pytest.mark.parametrize(
    ("starts", "complaint"),
    [
        ((5,), "must begin at 0"),
        ((0, 900), "end before 900 seconds"),
        ((0, 600, 600), "must rise"),
        ((0, 700, 300), "must rise"),
    ],
)
def test_a_timetable_that_makes_no_sense_is_refused_by_name(starts: tuple[float, ...], complaint: str) -> None:
    group = Group(name="early", skills=frozenset({"a"}), count=1, shifts=always(1))
    rates = tuple(Rate(start, 1) for start in starts)
    with pytest.raises(ValueError, match=f"A: .*{complaint}"):
        plan((group,), {"a": Demand(rates=rates)}, period_seconds=900)
    shifts = tuple(Shift(start, 1) for start in starts)
    with pytest.raises(ValueError, match=f"early: .*{complaint}"):
        plan((Group(name="early", skills=frozenset({"a"}), count=1, shifts=shifts),), period_seconds=900)
