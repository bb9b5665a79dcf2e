"""Documents and expressions that are written to break the reader: each is refused quickly, and with a reason."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.routing.workflows import document, drawn, to, where
from waittimes.routing.doubt import Doubt
from waittimes.routing.expression import Expression, evaluate
from waittimes.routing.parser import MOST_CHARACTERS, MOST_DEPTH
from waittimes.routing.route import MOST_TARGETS, predict
from waittimes.routing.syntax import MOST_STEPS, Scope
from waittimes.routing.workflow import MOST_BYTES, read


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("(" * 100_000, "longer than 32768 characters (character 32769)"),
        ("(" * 30_000, "more than 64 parentheses inside one another (character 65)"),
        ("(" * 10_000 + "1==1" + ")" * 10_000, "more than 64 parentheses inside one another (character 65)"),
        (")" * 30_000, "')' where a value is expected (character 1)"),
        ("[" * 30_000, "'[' where a value is expected (character 2)"),
        ("1==1 AND " * 3_000, "the end where a value is expected (character 27001)"),
        ("a" * 30_000, "a value without an operator is not documented (character 1)"),
        ("'" * 29_999, "a text that is never closed (character 29999)"),
        ("a." * 10_000, "'.' is not documented (character 20000)"),
        ("9" * 30_000 + " == 1", "a number written as 99999999999999999999 is not documented (character 1)"),
        ("a[9999999] == 1", "'[' where AND, OR or the end is expected (character 2)"),
        ("\x00 == 1", "'\\x00' is not documented (character 1)"),
        ("type\u00a0== 'x'", "'\\xa0' is not documented (character 5)"),
        ("", "the expression is empty (character 1)"),
        ("\t\n ", "the expression is empty (character 1)"),
    ],
)
def test_a_hostile_expression_is_unknown_with_a_reason(expression: str, reason: str) -> None:
    truth = evaluate(expression, {})

    assert isinstance(truth, Doubt)
    assert str(truth) == reason


def test_as_many_parentheses_as_are_allowed_are_read() -> None:
    assert evaluate("(" * MOST_DEPTH + "1 == 1" + ")" * MOST_DEPTH, {}) is True


def test_the_longest_expression_is_read() -> None:
    start = "type == 'x' OR "

    assert evaluate(start * (MOST_CHARACTERS // len(start) - 1) + "1==1", {}) is True


def test_alternating_mixed_chains_inside_one_another_are_evaluated_once() -> None:
    expression = "1 == 1"
    for _ in range(MOST_DEPTH):
        expression = f"({expression} OR 1 == 0 AND 1 == 0)"

    assert isinstance(evaluate(expression, {}), Doubt)


def test_work_is_bounded_whatever_the_arrays() -> None:
    tags = {"tags": ["x"] * 10_000}

    found = evaluate(" OR ".join(["tags HAS 'y'"] * 1_000), tags)

    assert str(found) == "evaluating it takes too many steps (character 145)"


def test_the_steps_are_those_of_all_filters_together() -> None:
    scope = Scope({"tags": ["x"] * (MOST_STEPS // 2)})
    has_y = Expression("tags HAS 'y'")

    assert [isinstance(has_y.truth(scope), Doubt) for _ in range(3)] == [False, True, True]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "the document is no JSON"),
        ("{", "the document is no JSON"),
        (b"\xff\xfe\xfa", "the document is no JSON"),
        ("[" * 100_000, "the document is nested too deeply"),
        ('{"a":' * 100_000, "the document is nested too deeply"),
        ("9" * 5_000, "the document is no JSON"),
        ('"' + "x" * MOST_BYTES + '"', "the document is longer than 1024 KB"),
        ("null", "the document has no object task_routing"),
        ("[]", "the document has no object task_routing"),
        ('{"task_routing": []}', "the document has no object task_routing"),
        ('{"task_routing": {"filters": {"a": 1}}}', "task_routing.filters is no array"),
        ('{"task_routing": {"filters": 7}}', "task_routing.filters is no array"),
    ],
)
def test_a_document_that_cannot_be_read_says_why(written: str | bytes, problem: str) -> None:
    assert read(written).problem == problem
    assert drawn(predict(read(written), {})) == f"unknown: {problem}"


def test_a_document_of_a_megabyte_is_read() -> None:
    filters = [where(f"type == 'kind {number}'", to("A")) for number in range(7_500)]
    written = json.dumps(document(*filters, default="Z"))
    assert MOST_BYTES * 0.9 < len(written) < MOST_BYTES

    assert drawn(predict(read(written), {"type": "kind 7499"})) == "A"


def test_a_caller_is_followed_through_32_targets_and_no_further() -> None:
    filters = [where("1==1", to("A", timeout=5), to("B", timeout=6))] * 3_000

    steps = predict(read(document(*filters)), {}).targets

    assert len(steps) == MOST_TARGETS + 1
    assert str(steps[-1].doubt) == "more than 32 targets"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, 2**53 + 1, {"a": 1}])
def test_what_json_cannot_hold_is_unknown_under_every_operator(value: Any) -> None:
    found = {operator: evaluate(f"a {operator} 1", {"a": value}) for operator in ("==", "!=", "<", ">=", "HAS")}

    assert {operator: isinstance(truth, Doubt) for operator, truth in found.items()} == dict.fromkeys(found, True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = [
    "filters",
    "default_filter",
    "targets",
    "queue",
    "expression",
    "timeout",
    "priority",
    "skip_if",
    "task_routing",
]
DOCUMENTS = st.recursive(
    JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=9),
    max_leaves=30,
)


@given(found=DOCUMENTS, attributes=st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_no_document_raises(found: Any, attributes: dict[str, Any]) -> None:
    for written in (found, {"task_routing": found}, {"task_routing": {"filters": found, "default_filter": found}}):
        route = predict(read(written), attributes)

        assert route.paths or route.doubt is not None


@given(st.text(alphabet="ab01.[]()'\"=!<>,- \nANDORIHNOT\\") | st.text())
def test_no_expression_raises(text: str) -> None:
    assert evaluate(text, {"a": {"b": ["a", 1, None, [], {}]}, "b": "a"}) in (True, False) or isinstance(
        evaluate(text, {"a": {"b": ["a", 1, None, [], {}]}, "b": "a"}), Doubt
    )
