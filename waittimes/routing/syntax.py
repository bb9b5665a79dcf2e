"""The syntax tree of an expression. Each part evaluates itself with the values to which references lead."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from waittimes.routing.comparison import OPERATORS, cost
from waittimes.routing.doubt import Doubt, Truth, every, some

MOST_STEPS: Final = 100_000
"""Upper bound on the steps for a workflow's filters. Each comparison, and each element of an array, is a step."""


@dataclass(slots=True)
class Scope:
    """The values to which an expression may refer, by name, and the steps that are left. A value may be a Doubt."""

    values: dict[str, Any]
    steps_left: int = MOST_STEPS


class Condition(Protocol):
    """Something that is true, false or unknown."""

    def truth(self, scope: Scope) -> Truth:
        """Return whether the condition is true for the values in `scope`; a Doubt if that is unknown."""


class Literal(NamedTuple):
    """A number, text, boolean, null or list. An element of a list may be a Doubt."""

    value: Any
    start: int
    end: int

    def resolve(self, _scope: Scope) -> Any:
        """Return the value."""
        return self.value


class Undocumented(NamedTuple):
    """An operand in a form that Twilio does not document, such as a negative number."""

    reason: str
    start: int
    end: int

    def resolve(self, _scope: Scope) -> Doubt:
        """Return why its value is unknown."""
        return Doubt(self.reason, self.start)


class Reference(NamedTuple):
    """A key of the attributes, perhaps with keys and indices below it."""

    path: tuple[str | int, ...]
    start: int
    end: int

    def resolve(self, scope: Scope) -> Any:
        """Return the value to which it leads: None (NULL) for a missing key, a Doubt for an unknown value."""
        found: Any = scope.values
        for part in self.path:
            if isinstance(found, dict) and isinstance(part, str):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int):
                found = found[part] if part < len(found) else None
            elif isinstance(found, Doubt):
                return found
            elif found is not None and (isinstance(part, int) or isinstance(found, list)):
                return Doubt("a key of an array, or an index of what is no array, is not documented", self.start)
            else:
                return None
        return found


Operand: TypeAlias = Literal | Reference | Undocumented


class Comparison(NamedTuple):
    """Two operands and an operator between them."""

    left: Operand
    operator: str
    right: Operand

    def truth(self, scope: Scope) -> Truth:
        """See Condition."""
        left, right = self.left.resolve(scope), self.right.resolve(scope)
        if isinstance(left, Doubt):
            return _placed(left, self.left.start)
        if isinstance(right, Doubt):
            return _placed(right, self.right.start)
        scope.steps_left -= cost(left, right)
        if scope.steps_left < 0:
            return Doubt("evaluating it takes too many steps", self.left.start)
        verdict = OPERATORS[self.operator](left, right)
        return Doubt(verdict, self.left.start) if isinstance(verdict, str) else verdict


class Bare(NamedTuple):
    """An operand where a comparison is expected."""

    operand: Operand

    def truth(self, _scope: Scope) -> Truth:
        """See Condition."""
        return Doubt("a value without an operator is not documented", self.operand.start)


class Every(NamedTuple):
    """Conditions joined by AND."""

    terms: tuple[Condition, ...]

    def truth(self, scope: Scope) -> Truth:
        """See Condition."""
        return every(term.truth(scope) for term in self.terms)


class Some(NamedTuple):
    """Conditions joined by OR."""

    terms: tuple[Condition, ...]

    def truth(self, scope: Scope) -> Truth:
        """See Condition."""
        return some(term.truth(scope) for term in self.terms)


class Mixed(NamedTuple):
    """Conditions joined by both AND and OR without parentheses: which of them binds tighter is not documented.

    If grouping by AND first and by OR first agree, every other grouping agrees too. A chain is monotone and contains
    each term once, so OR first is the least true of its groupings, and AND first the most true.
    """

    terms: tuple[Condition, ...]
    joints: tuple[str, ...]
    position: int
    """The position of the first AND or OR that differs from the one before it."""

    def truth(self, scope: Scope) -> Truth:
        """See Condition."""
        truths = [term.truth(scope) for term in self.terms]
        and_first = some(every(run) for run in _runs(truths, self.joints, "AND"))
        or_first = every(some(run) for run in _runs(truths, self.joints, "OR"))
        if isinstance(and_first, Doubt) or isinstance(or_first, Doubt):
            return and_first if isinstance(and_first, Doubt) else or_first
        if and_first is or_first:
            return and_first
        return Doubt("AND and OR are mixed without parentheses; which binds tighter is not documented", self.position)


def _runs(truths: list[Truth], joints: tuple[str, ...], tighter: str) -> list[list[Truth]]:
    """Return the truths in groups whose members the tighter joint connects."""
    runs = [[truths[0]]]
    for joint, truth in zip(joints, truths[1:], strict=True):
        if joint == tighter:
            runs[-1].append(truth)
        else:
            runs.append([truth])
    return runs


def _placed(doubt: Doubt, start: int) -> Doubt:
    """Return the doubt with the operand's position, if it has none. That of an attribute has none."""
    return doubt if doubt.position is not None else Doubt(doubt.reason, start)
