"""The elements of TwiML and where they may stand, read from the installed `twilio` package."""

import functools
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import VoiceResponse

ROOT_KIND = VoiceResponse.__name__


@dataclass(frozen=True, slots=True)
class Place:
    """One element in one parent: its attributes there, and whether it holds text."""

    name: str
    attributes: frozenset[str]
    takes_text: bool
    kind: str


Vocabulary = Mapping[str, Mapping[str, Place]]
"""Maps the kind of a parent to its children by name."""


@functools.cache
def vocabulary() -> Vocabulary:
    """Return every place in which an element may stand in a voice document."""
    places: dict[str, dict[str, Place]] = {}
    parents: list[Any] = [VoiceResponse()]
    while parents:
        parent = parents.pop()
        kind = type(parent).__name__
        if kind not in places:
            children = list(_children(parent))
            places[kind] = {child.name: _place(child) for child in children}
            parents += children
    return places


@functools.cache
def element_names() -> frozenset[str]:
    """Return the names of all elements."""
    return frozenset(name for children in vocabulary().values() for name in children)


def _children(parent: Any) -> Iterator[Any]:
    """Yield a child of each kind, made by the methods of a generated class with all their arguments."""
    for name, method in vars(type(parent)).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            signature = inspect.signature(getattr(parent, name))
            named = [p.name for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
            yield getattr(parent, name)(**{argument: argument for argument in named})


def _place(child: Any) -> Place:
    return Place(child.name, frozenset(child.attrs), child.value is not None, type(child).__name__)
