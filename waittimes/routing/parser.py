"""The parser of TaskRouter's expressions. It is iterative, so that no nesting can exhaust the stack.

condition  = term { ("AND" | "OR") term }
term       = "(" condition ")" | comparison
comparison = operand operator operand
operand    = text | number | "true" | "false" | "null" | list | reference
list       = "[" [ operand { "," operand } ] "]"
reference  = name { "." name | "[" digits "]" }
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from waittimes.routing.doubt import Doubt
from waittimes.routing.syntax import (
    Bare,
    Comparison,
    Condition,
    Every,
    Literal,
    Mixed,
    Operand,
    Reference,
    Some,
    Undocumented,
)
from waittimes.routing.tokens import BLANKS, MalformedExpression, Token, TokenKind, tokens

MOST_CHARACTERS: Final = 32_768
MOST_DEPTH: Final = 64
"""Upper bound on parentheses inside one another."""

_CONSTANTS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}
_PART: Final = re.compile(r"\w+")
_DOCUMENTED_NAME: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[0-9]+\])*", re.ASCII)


def parse(text: str) -> Condition:
    """Return the condition that the text expresses. Raises MalformedExpression."""
    if len(text) > MOST_CHARACTERS:
        raise MalformedExpression(f"longer than {MOST_CHARACTERS} characters", MOST_CHARACTERS)
    if not text.strip(BLANKS):
        raise MalformedExpression("the expression is empty", 0)
    return _Parser(list(tokens(text))).condition()


@dataclass(slots=True)
class _Group:
    """What has been read since a parenthesis was opened."""

    opened_at: int
    terms: list[Condition] = field(default_factory=list)
    joints: list[Token] = field(default_factory=list)

    def closed(self) -> Condition:
        kinds = {joint.text for joint in self.joints}
        if not kinds:
            return self.terms[0]
        if len(kinds) == 1:
            return (Every if kinds == {"AND"} else Some)(tuple(self.terms))
        differing = next(joint for joint in self.joints if joint.text != self.joints[0].text)
        return Mixed(tuple(self.terms), tuple(joint.text for joint in self.joints), differing.start)


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    def condition(self) -> Condition:
        groups = [_Group(0)]
        while True:
            if self._is_mark("("):
                self._open(groups)
                continue
            groups[-1].terms.append(self._term())
            while len(groups) > 1 and self._is_mark(")"):
                self._next()
                closed = groups.pop().closed()
                groups[-1].terms.append(closed)
            token = self._next()
            if token.kind is TokenKind.JOINT:
                groups[-1].joints.append(token)
            elif token.kind is TokenKind.END and len(groups) == 1:
                return groups[0].closed()
            elif token.kind is TokenKind.END:
                raise MalformedExpression("a parenthesis that is never closed", groups[-1].opened_at)
            else:
                raise MalformedExpression(f"{token.text!r} where AND, OR or the end is expected", token.start)

    def _open(self, groups: list[_Group]) -> None:
        token = self._next()
        if len(groups) > MOST_DEPTH:
            raise MalformedExpression(f"more than {MOST_DEPTH} parentheses inside one another", token.start)
        groups.append(_Group(token.start))

    def _term(self) -> Condition:
        left = self._operand()
        if self._tokens[self._at].kind is not TokenKind.OPERATOR:
            return Bare(left)
        operator = self._operator()
        return Comparison(left, operator, self._operand())

    def _operator(self) -> str:
        token = self._next()
        if token.text != "NOT":
            return token.text
        if self._next().text != "IN":
            raise MalformedExpression("NOT is documented only before IN", token.start)
        return "NOT IN"

    def _operand(self) -> Operand:
        if self._is_mark("["):
            return self._list()
        return self._single()

    def _single(self) -> Operand:
        kind, text, start, end = token = self._next()
        if kind is TokenKind.NAME:
            return _named(token)
        if kind is TokenKind.TEXT:
            return _text(token)
        if kind is TokenKind.NUMBER:
            return Literal(float(text) if "." in text else int(text), start, end)
        if kind is TokenKind.ODD:
            return Undocumented(f"a number written as {text[:20]} is not documented", start, end)
        if kind is TokenKind.END:
            raise MalformedExpression("the end where a value is expected", start)
        raise MalformedExpression(f"{text!r} where a value is expected", start)

    def _list(self) -> Literal:
        start, elements = self._next().start, list[Any]()
        if self._is_mark("]"):
            return Literal((), start, self._next().end)
        while True:
            elements.append(_element(self._single()))
            token = self._next()
            if token.text == "]" and token.kind is TokenKind.MARK:
                return Literal(tuple(elements), start, token.end)
            if token.text != "," or token.kind is not TokenKind.MARK:
                raise MalformedExpression(
                    "a list whose values are not separated by commas, or that never ends", token.start
                )

    def _is_mark(self, text: str) -> bool:
        token = self._tokens[self._at]
        return token.kind is TokenKind.MARK and token.text == text

    def _next(self) -> Token:
        token = self._tokens[self._at]
        # The position never passes the end, so asking again returns the end again.
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token


def _named(token: Token) -> Operand:
    _, text, start, end = token
    constant = text.lower()
    if constant == "null" or text in _CONSTANTS:
        return Literal(_CONSTANTS[constant], start, end)
    if constant in _CONSTANTS:
        return Undocumented(f"{text} instead of {constant} is not documented", start, end)
    if not _DOCUMENTED_NAME.fullmatch(text):
        return Undocumented(
            "a key that begins with a digit, or holds letters beyond a to z, is not documented", start, end
        )
    parts = tuple(int(part) if part.isdecimal() else part for part in _PART.findall(text))
    return Reference(parts, start, end)


def _text(token: Token) -> Operand:
    _, text, start, end = token
    content = text[1:-1]
    if "\\" in content:
        return Undocumented("a backslash in a text is not documented", start, end)
    return Literal(content, start, end)


def _element(operand: Operand) -> Any:
    if isinstance(operand, Literal):
        return operand.value
    reason = operand.reason if isinstance(operand, Undocumented) else "a reference in a list is not documented"
    return Doubt(reason, operand.start)
