"""An expression's text as tokens, each with its place."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final, NamedTuple


class MalformedExpression(Exception):
    """The expression does not follow the documented grammar. `position` counts characters from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class TokenKind(Enum):
    """What a token is."""

    NAME = auto()
    """A reference, `true`, `false` or `null`."""
    TEXT = auto()
    NUMBER = auto()
    ODD = auto()
    """A number in a form that is not documented, such as -1 or 007."""
    OPERATOR = auto()
    JOINT = auto()
    """AND or OR."""
    MARK = auto()
    """A parenthesis, bracket or comma."""
    END = auto()


class Token(NamedTuple):
    """A token; keywords are in upper case."""

    kind: TokenKind
    text: str
    start: int
    end: int


BLANKS: Final = " \t\r\n"
_PATTERN: Final = re.compile(
    r"""[ \t\r\n]*(?:
      (?P<NAME>[^\W\d]\w*(?:\.\w+|\[[0-9]{1,6}\])*)
    | (?P<TEXT>'[^']*'|"[^"]*")
    | (?P<OPERATOR>==|!=|<=|>=|<|>|=)
    | (?P<MARK>[()\[\],])
    | (?P<NUMBER>(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?(?![\w.]))
    | (?P<ODD>-?\.?[0-9][\w.]*)
    | (?P<END>\Z))""",
    re.VERBOSE,
)
_KINDS: Final = {kind.name: kind for kind in TokenKind}
_KEYWORDS: Final = {
    "AND": TokenKind.JOINT,
    "OR": TokenKind.JOINT,
    "HAS": TokenKind.OPERATOR,
    "IN": TokenKind.OPERATOR,
    "CONTAINS": TokenKind.OPERATOR,
    "NOT": TokenKind.OPERATOR,
}
_LONGEST_KEYWORD: Final = max(map(len, _KEYWORDS))


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens in order, END last. Raises MalformedExpression."""
    at, following = 0, _PATTERN.scanner(text).match  # type: ignore[attr-defined]  # a method that typeshed leaves out
    while match := following():
        group = match.lastgroup
        start, at = match.span(group)
        if group == "NAME":
            yield _name(match[group], start, at)
        elif group == "TEXT" and text[at - 2] == "\\":
            raise MalformedExpression("a backslash before a quotation mark is not documented", at - 2)
        else:
            yield Token(_KINDS[group], match[group], start, at)
        if group == "END":
            return
    at += len(text[at:]) - len(text[at:].lstrip(BLANKS))
    raise MalformedExpression(_unknown(text, at), at)


def _name(text: str, start: int, end: int) -> Token:
    # Twilio's pages spell operators in upper case, and once `in`. So keywords are accepted in any case.
    keyword = text.upper() if len(text) <= _LONGEST_KEYWORD else ""
    kind = _KEYWORDS.get(keyword)
    return Token(TokenKind.NAME, text, start, end) if kind is None else Token(kind, keyword, start, end)


def _unknown(text: str, at: int) -> str:
    if text[at] in "'\"":
        return "a text that is never closed"
    if text[at] == "-":
        return "a hyphen is not supported in expressions"
    return f"{text[at]!r} is not documented"
