"""A workflow that sets priorities leaves nobody at the head of a queue."""

from typing import Any

import pytest

from waittimes.routing.priority import overridden
from waittimes.routing.workflow import read

OURS, OTHER = "WQ" + "1" * 32, "WQ" + "2" * 32


def workflow(*targets: Any, default: Any = None) -> Any:
    filters = [{"filter_friendly_name": "Sales", "expression": "1==1", "targets": [*targets]}] if targets else []
    return read({"task_routing": {"filters": filters, "default_filter": default}})


@pytest.mark.parametrize(
    ("targets", "default", "sentence"),
    [
        ([{"queue": OURS}], {"queue": OURS}, ""),
        ([{"queue": OTHER, "priority": 5}], {"queue": OURS}, ""),
        ([{"queue": OURS, "priority": 5}], None, "filter 'Sales' of the workflow gives every task priority 5"),
        ([{"queue": OURS, "priority": 0}], None, "filter 'Sales' of the workflow gives every task priority 0"),
        (
            [{"queue": OURS, "timeout": 60}, {"priority": 9}],
            None,
            "filter 'Sales' of the workflow gives every task priority 9",
        ),
        ([], {"queue": OURS, "priority": 2}, "the default filter of the workflow gives every task priority 2"),
        (
            [{"queue": OURS, "priority": "high"}],
            None,
            "filter 'Sales' of the workflow is unclear: the priority of a target is 'high'",
        ),
    ],
)
def test_a_target_of_the_queue_with_a_priority_is_named(targets: Any, default: Any, sentence: str) -> None:
    assert overridden(workflow(*targets, default=default), OURS) == sentence


def test_a_workflow_that_cannot_be_read_is_not_trusted() -> None:
    assert overridden(read("{}"), OURS) == "the workflow cannot be read: the document has no object task_routing"
