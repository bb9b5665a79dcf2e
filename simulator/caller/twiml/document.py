"""A TwiML document: its URL and its elements."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urldefrag, urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat


class Context(Enum):
    """Where a document runs: Twilio allows fewer verbs while a caller waits in a queue."""

    CALL = "call"
    HOLD = "hold"


class MalformedTwiml(Exception):
    """The text is not well-formed XML, or declares a document type."""


@dataclass(frozen=True, slots=True)
class Target:
    """What to request next; `fields` are added to those of every webhook."""

    url: str
    method: str = "POST"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed answer; `url` is the base of its relative URLs."""

    url: str
    root: Element
    inside: Context

    def target(self, reference: str | None, method: str | None, fields: Mapping[str, str] | None = None) -> Target:
        """Return the target of a reference in this document; without a reference, this document."""
        here = urldefrag(self.url).url
        return Target(urljoin(here, reference or here), method or "POST", fields or {})


def parsed(body: bytes) -> Element:
    """Return the root element. Raises MalformedTwiml, whose message says what is wrong and where."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise MalformedTwiml(str(error)) from error
    return builder.close()


def _refuse_document_type(*_: object) -> None:
    raise MalformedTwiml("a document type declaration has no place in TwiML")


def text_of(element: Element) -> str:
    """Return the text of an element and its children, with white space folded."""
    return " ".join("".join(element.itertext()).split())
