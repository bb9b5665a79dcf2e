"""Random expressions have the truth that a second, independent evaluator finds."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.waittimes.routing.slow_evaluator import FALSE, TABLES, TRUE, truths
from waittimes.routing.doubt import Doubt
from waittimes.routing.expression import evaluate

pytestmark = pytest.mark.slow

TASK: dict[str, Any] = {
    "kind": "sales",
    "loud": "SALES",
    "level": 1,
    "half": 0.5,
    "spelt": "1",
    "yes": True,
    "yes_spelt": "True",
    "none": None,
    "empty": "",
    "tags": ["sales", "vip", "1"],
    "numbers": [0, 1, 2.0],
    "mixed": [None, True, "x"],
    "deep": [["sales"], {"a": 1}],
    "nobody": [],
    "agent": {"sid": "WK1", "skills": ["vip", 2], "team": {"lead": "sales"}},
}
OPERANDS: dict[str, Any] = {
    **TASK,
    "missing": None,
    "agent.sid": "WK1",
    "agent.skills": ["vip", 2],
    "agent.team.lead": "sales",
    "agent.gone.lead": None,
    "agent.skills[1]": 2,
    "agent.skills[7]": None,
    "kind.part": None,
    "'sales'": "sales",
    '"vip"': "vip",
    "''": "",
    "'al'": "al",
    "0": 0,
    "1": 1,
    "2.0": 2.0,
    "true": True,
    "false": False,
    "null": None,
    "[]": [],
    "['sales', 'x']": ["sales", "x"],
    "[1, '2', true, null]": [1, "2", True, None],
}
"""Operands as they are written, and their values for TASK."""

blanks = st.sampled_from(["", " ", "  ", "\n", "\t "])
comparisons = st.tuples(st.sampled_from([*OPERANDS]), st.sampled_from([*TABLES]), st.sampled_from([*OPERANDS]))
trees = st.recursive(
    comparisons,
    lambda inner: st.lists(st.tuples(inner, st.sampled_from(["AND", "OR"])), min_size=1, max_size=5),
    max_leaves=12,
)


def written(tree: Any, draw: Any) -> str:
    """Return the tree as text, with random blanks and random case of keywords."""
    if isinstance(tree, tuple):
        left, operator, right = tree
        typed = draw(st.sampled_from([operator, operator.lower()]))
        gap = draw(blanks.filter(bool)) if operator.isupper() or " " in operator else draw(blanks)
        return f"{draw(blanks)}{left}{gap}{typed}{gap}{right}{draw(blanks)}"
    parts = []
    for place, (term, joint) in enumerate(tree):
        text = written(term, draw)
        is_nested = isinstance(term, list)
        text = f"({text})" if is_nested or draw(st.booleans()) else text
        parts += [draw(st.sampled_from([joint, joint.lower()]))] if place else []
        parts.append(text)
    return " ".join(parts)


def valued(tree: Any) -> Any:
    """Return the tree with its operands replaced by their values."""
    if isinstance(tree, tuple):
        left, operator, right = tree
        return OPERANDS[left], operator, OPERANDS[right]
    found: list[Any] = []
    for place, (term, joint) in enumerate(tree):
        found += [joint] if place else []
        found.append(valued(term))
    return found


@settings(max_examples=600, deadline=None)
@given(trees, st.data())
def test_both_evaluators_agree(tree: Any, data: st.DataObject) -> None:
    expression = written(tree, data.draw)

    found = evaluate(expression, TASK)

    expected = truths(valued(tree))
    assert (found is True, found is False, isinstance(found, Doubt)) == (
        expected == TRUE,
        expected == FALSE,
        len(expected) == 2,
    ), expression


def test_every_pair_of_operands_is_worth_the_same_under_every_operator() -> None:
    differing = [
        f"{left} {operator} {right}"
        for left, left_value in OPERANDS.items()
        for operator in TABLES
        for right, right_value in OPERANDS.items()
        if isinstance(found := evaluate(f"{left} {operator} {right}", TASK), Doubt)
        != (len(expected := truths((left_value, operator, right_value))) == 2)
        or (isinstance(found, bool) and {found} != expected)
    ]

    assert differing == []
