"""One of TaskRouter's expressions, as a text that is parsed when it is first needed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from waittimes.routing.doubt import Doubt, Truth
from waittimes.routing.parser import parse
from waittimes.routing.syntax import Bare, Condition, Reference, Scope
from waittimes.routing.tokens import MalformedExpression


@dataclass(frozen=True)
class Expression:
    """An expression. Nothing here raises: what cannot be understood is a Doubt."""

    text: str

    @cached_property
    def condition(self) -> Condition | Doubt:
        """The syntax tree; a Doubt if the text does not follow the documented grammar."""
        try:
            return parse(self.text)
        except MalformedExpression as error:
            return Doubt(error.reason, error.position)

    def truth(self, scope: Scope) -> Truth:
        """Return whether it is true for the values in the scope. Evaluating it uses up steps of the scope."""
        condition = self.condition
        return condition if isinstance(condition, Doubt) else condition.truth(scope)

    def value(self, scope: Scope) -> Any:
        """Return the value of an expression that is a single reference; a Doubt for any other expression."""
        condition = self.condition
        if isinstance(condition, Bare) and isinstance(condition.operand, Reference):
            return condition.operand.resolve(scope)
        return condition if isinstance(condition, Doubt) else Doubt("no reference", 0)


def evaluate(text: str, values: dict[str, Any]) -> Truth:
    """Return whether the expression is true for `values`: a task's attributes by name, or `task` and `worker`."""
    return Expression(text).truth(Scope(values))
