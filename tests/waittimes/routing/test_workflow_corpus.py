"""A corpus of typical workflows: which way a caller goes through each, by Twilio's documentation."""

from typing import Any

import pytest

from tests.waittimes.routing.workflows import QUEUES, document, drawn, to, where
from waittimes.routing.route import predict
from waittimes.routing.workflow import read

SALES = {"type": "sales", "language": "de", "vip": True, "level": 3, "agent": "WK1", "skills": ["a"]}
TYPE_IS_SALES, ANYTHING, NOTHING, UNKNOWN = "type == 'sales'", "1==1", "1==0", "level == '3'"

CORPUS: dict[str, tuple[dict[str, Any], str]] = {
    # One queue, and which of several
    "only a default": (document(default="Z"), "Z"),
    "a filter that matches": (document(where(TYPE_IS_SALES, to("A")), default="Z"), "A"),
    "a filter that does not": (document(where("type == 'support'", to("A")), default="Z"), "Z"),
    "the first of two that match": (document(where(TYPE_IS_SALES, to("A")), where(ANYTHING, to("B"))), "A"),
    "a catch-all at the end": (document(where("type == 'x'", to("A")), where(ANYTHING, to("B"))), "B"),
    "nothing matches and there is no default": (document(where(NOTHING, to("A"))), "canceled"),
    "no filters at all": ({"task_routing": {"default_filter": to("Z")}}, "Z"),
    "by language": (
        document(where("language == 'en'", to("E")), where("language IN ['de', 'at']", to("D")), default="Z"),
        "D",
    ),
    "a parking queue": (document(where("1==0", to("P")), where(TYPE_IS_SALES, to("A")), default="Z"), "A"),
    "lists with empty texts": (document(where("type IN ['', 'sales']", to("A")), default="Z"), "A"),
    "an expression over several lines": (
        document(where("type == 'sales'\n  AND\n  language == 'de'", to("A")), default="Z"),
        "A",
    ),
    "what the caller does not have": (document(where("isCallback != true", to("A")), default="Z"), "A"),
    # Timeouts and priorities
    "escalation": (document(where(TYPE_IS_SALES, to("A", timeout=60), to("B"))), "A 60s > B"),
    "escalation with rising priority": (
        document(where(TYPE_IS_SALES, to("A", priority=1, timeout=30), to("A", priority=5, timeout=60), to("B"))),
        "A p1 30s > A p5 60s > B p5",
    ),
    "numbers as texts": (
        document(where(TYPE_IS_SALES, to("A", priority="10", timeout="120"), to("B"))),
        "A p10 120s > B p10",
    ),
    "a later target inherits the queue": (
        document(where(TYPE_IS_SALES, to("A", timeout=20), to(priority=9))),
        "A 20s > A p9",
    ),
    "a target without a timeout keeps the caller": (document(where(TYPE_IS_SALES, to("A"), to("B"))), "A"),
    "after the last timeout the next filter that matches": (
        document(
            where(TYPE_IS_SALES, to("A", timeout=60)), where("type == 'x'", to("X")), where("vip == true", to("V"))
        ),
        "A 60s > V",
    ),
    "after the last timeout no filter that matches": (
        document(where(TYPE_IS_SALES, to("A", timeout=60)), where(NOTHING, to("X")), default="Z"),
        "A 60s",
    ),
    "a timeout with nothing behind it": (document(where(TYPE_IS_SALES, to("A", timeout=60))), "A 60s"),
    "priority zero is one too": (
        document(where(ANYTHING, to("A", priority=5, timeout=9), to("B", priority=0))),
        "A p5 9s > B",
    ),
    "a priority in the default filter": (document(default=to("Z", priority=7)), "Z p7"),
    # Skipping
    "skip where nobody is free": (
        document(where(ANYTHING, to("A", skip_if="workers.available == 0"), to("B"))),
        "A skip[workers.available == 0] > B",
    ),
    "try at once, else go on": (
        document(where(ANYTHING, to("A", skip_if="1==1"), to("B", timeout=30), to("C"))),
        "A skip[1==1] > B 30s > C",
    ),
    "all skipped leads to the default": (
        document(where(ANYTHING, to("A", skip_if="1==1")), default="Z"),
        "A skip[1==1] else Z",
    ),
    "a timeout and a skip": (
        document(where(ANYTHING, to("A", timeout=5, skip_if="1==1"), to("B"))),
        "A 5s skip[1==1] > B",
    ),
    # Known agents and narrowed targets
    "a known agent first": (
        document(where(ANYTHING, to("A", known_worker_sid="task.agent", timeout=30), to("A"))),
        "A 30s narrowed > A",
    ),
    "a known agent who is not there": (
        document(where(ANYTHING, to("A", known_worker_sid="task.owner", timeout=30), to("A"))),
        "A 30s closed > A",
    ),
    "a known agent by name": (
        document(where(ANYTHING, to("A", known_worker_friendly_name="task.agent"))),
        "A narrowed",
    ),
    "workers of the caller's language": (
        document(where(ANYTHING, to("A", expression="worker.languages HAS task.language"))),
        "A narrowed",
    ),
    "workers with room on their voice channel": (
        document(where(ANYTHING, to("A", expression="worker.channel.voice.available_capacity_percentage > 0"))),
        "A narrowed",
    ),
    "all workers after all": (document(where(ANYTHING, to("A", expression="1==1"))), "A"),
    "all workers for this caller": (
        document(where(ANYTHING, to("A", expression="task.vip == true OR worker.level > 3"))),
        "A",
    ),
    "no worker for this caller": (
        document(where(ANYTHING, to("A", expression="task.level > 5 AND worker.level > 3", timeout=9), to("B"))),
        "A 9s closed > B",
    ),
    "the order of workers changes no queue": (
        document(where(ANYTHING, to("A", order_by="worker.level DESC, worker.age ASC"))),
        "A",
    ),
    # What is not documented
    "an unknown filter may match or not": (document(where(UNKNOWN, to("A")), default="Z"), "A | Z"),
    "two unknown filters": (document(where(UNKNOWN, to("A")), where(UNKNOWN, to("B")), default="Z"), "A | B | Z"),
    "an unknown filter below one that matches": (document(where(ANYTHING, to("A")), where(UNKNOWN, to("B"))), "A"),
    "an unknown filter that leads where the next one does": (
        document(where(UNKNOWN, to("A")), where(ANYTHING, to("A"))),
        "A",
    ),
    "an unknown filter behind a timeout": (
        document(where(ANYTHING, to("A", timeout=60)), where(UNKNOWN, to("B"))),
        "A 60s > B | A 60s",
    ),
    "mixed AND and OR that agree": (
        document(where("type == 'sales' AND vip == true OR level == 9", to("A")), default="Z"),
        "A",
    ),
    "mixed AND and OR that differ": (
        document(where("type == 'sales' OR vip == true AND level == 9", to("A")), default="Z"),
        "A | Z",
    ),
    "seventeen unknown filters": (
        document(*(where(UNKNOWN, to(letter)) for letter in "ABCDEFGHIJKLMNOPQ")),
        "unknown: the comparison of values of different types is not documented (character 1)",
    ),
    # Documents that are not as they should be
    "an export that spells the name otherwise": (
        document({"friendly_name": "x", "expression": ANYTHING, "targets": [to("A")]}),
        "A",
    ),
    "fields nobody knows": (
        document(where(ANYTHING, to("A", colour="red"), shape="round"), default=to("Z", weight=1)),
        "A",
    ),
    "a filter without an expression": (document({"targets": [to("A")]}, default="Z"), "A | Z"),
    "a filter without targets": (document(where(ANYTHING), default="Z"), "? doubt[the filter has no targets]"),
    "a target without a queue": (document(where(ANYTHING, to())), "? doubt[a target names no task queue]"),
    "a target that is a text": (document(where(ANYTHING, "A")), "? doubt[a target is no object]"),
    "a filter that is a text": (document("filter", default="Z"), "? doubt[the filter has no targets] | Z"),
    "a timeout that is no number": (
        document(where(ANYTHING, to("A", timeout="soon"), to("B"))),
        "A doubt[the timeout of a target is 'soon']",
    ),
    "a timeout of nothing": (document(where(ANYTHING, to("A", timeout=0))), "A doubt[the timeout of a target is 0]"),
    "a timeout that is null": (document(where(ANYTHING, to("A", timeout=None))), "A"),
    "a timeout with a point": (document(where(ANYTHING, to("A", timeout=30.0), to("B"))), "A 30s > B"),
    "a priority below nothing": (
        document(where(ANYTHING, to("A", priority=-1))),
        "A doubt[the priority of a target is -1]",
    ),
    "an expression that is a number": (document(where(1, to("A")), default="Z"), "A | Z"),
    "an empty default": (document(default={}), "canceled"),
}


@pytest.mark.parametrize(("name"), CORPUS)
def test_a_caller_goes_where_the_documentation_says(name: str) -> None:
    written, expected = CORPUS[name]

    assert drawn(predict(read(written), SALES)) == expected


def test_the_tasks_own_priority_stays_until_a_target_sets_one() -> None:
    written = document(where(ANYTHING, to("A", timeout=30), to("B", priority=9, timeout=30), to("C")))

    assert drawn(predict(read(written), {}, priority=4)) == "A p4 30s > B p9 30s > C p9"


def test_the_trace_says_of_every_filter_what_it_is_and_why() -> None:
    written = document(
        where(NOTHING, to("A"), filter_friendly_name="parked"),
        where(UNKNOWN, to("B"), filter_friendly_name="odd"),
        where(ANYTHING, to("C"), filter_friendly_name="all"),
    )

    found = predict(read(written), SALES)

    assert [(each.filter.name, str(each.truth)) for each in found.trace] == [
        ("parked", "False"),
        ("odd", "the comparison of values of different types is not documented (character 1)"),
        ("all", "True"),
    ]
    assert str(found.doubt) == "the comparison of values of different types is not documented (character 1)"


def test_a_filter_without_a_name_is_called_by_its_place() -> None:
    found = read(document(where(ANYTHING, to("A")), {"expression": ANYTHING, "targets": [to("B")]}))

    assert [each.name for each in found.filters] == ["a filter", "filter 2"]


def test_a_workflow_knows_every_queue_it_can_reach() -> None:
    found = read(document(where(NOTHING, to("A", timeout=3), to("B")), where(UNKNOWN, to("C"), to("D")), default="Z"))

    assert found.queue_sids == {QUEUES[letter] for letter in "ABCZ"}


def test_a_route_knows_every_queue_its_caller_may_reach() -> None:
    found = predict(
        read(document(where(UNKNOWN, to("A", skip_if="1==1")), where(NOTHING, to("X")), default="Z")), SALES
    )

    assert found.queue_sids == {QUEUES["A"], QUEUES["Z"]}
    assert not found.is_certain
    assert found.targets == ()


def test_a_certain_route_names_its_targets() -> None:
    found = predict(read(document(where(ANYTHING, to("A", timeout=30), to("B")))), {})

    assert found.is_certain
    assert [step.queue_sid for step in found.targets] == [QUEUES["A"], QUEUES["B"]]
