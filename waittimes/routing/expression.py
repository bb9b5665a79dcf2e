"""One of TaskRouter's expressions: its text, parsed when it is first needed."""

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
        """The syntax tree; a Doubt where the text is not of the documented grammar."""
        try:
            return parse(self.text)
        except MalformedExpression as error:
            return Doubt(error.reason, error.position)

    def truth(self, scope: Scope) -> Truth:
        """Return whether it is true of the values in the scope, whose steps it uses up."""
        condition = self.condition
        return condition if isinstance(condition, Doubt) else condition.truth(scope)

    def value(self, scope: Scope) -> Any:
        """Return what the expression leads to where it is nothing but a reference; a Doubt where it is not."""
        condition = self.condition
        if isinstance(condition, Bare) and isinstance(condition.operand, Reference):
            return condition.operand.resolve(scope)
        return condition if isinstance(condition, Doubt) else Doubt("no reference", 0)


def evaluate(text: str, values: dict[str, Any]) -> Truth:
    """Return whether the expression is true of these values: a task's attributes by name, or `task` and `worker`."""
    return Expression(text).truth(Scope(values))
