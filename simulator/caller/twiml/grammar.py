"""What Twilio would refuse in a voice document; each fault is a sentence that names the element."""

import difflib
import json
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from simulator.caller.twiml.attributes import ADDRESS, attribute_fault, is_web_address
from simulator.caller.twiml.document import Context, MalformedTwiml, parsed, text_of
from simulator.caller.twiml.vocabulary import ROOT_KIND, Place, element_names, vocabulary

MOST_BYTES = 64 * 1024
MOST_CHARACTERS_SAID = 4096
MOST_CHARACTERS_OF_ATTRIBUTES = 4096
HOLD_VERBS = frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"})
_CONTENT_TYPES = ("text/xml", "application/xml")


def violations(document: bytes | str, *, content_type: str = "text/xml", inside: Context = Context.CALL) -> list[str]:
    """Return everything that Twilio would refuse in an answer; empty if it would run it.

    Elements, nesting and attribute names are those that the installed twilio package can build. The verbs allowed in
    a hold document are those of Twilio's page on <Enqueue> waitUrl.
    """
    body = document.encode() if isinstance(document, str) else document
    faults = []
    if content_type.partition(";")[0].strip().lower() not in _CONTENT_TYPES:
        faults.append(f'content type "{content_type}" is not text/xml or application/xml')
    if len(body) > MOST_BYTES:
        faults.append(f"the document has {len(body)} bytes, more than {MOST_BYTES}")
    try:
        root = parsed(body)
    except MalformedTwiml as error:
        return [*faults, f"not well-formed XML: {error}"]
    return faults + list(_root_faults(root, inside))


def _root_faults(root: Element, inside: Context) -> Iterator[str]:
    if root.tag != "Response":
        yield f"the root is <{root.tag}>, not <Response>"
        return
    if inside is Context.HOLD:
        for verb in root:
            if verb.tag in vocabulary()[ROOT_KIND] and verb.tag not in HOLD_VERBS:
                yield f"<{verb.tag}> is not allowed in a hold document (waitUrl)"
    yield from _element_faults(root, Place("Response", frozenset(), takes_text=False, kind=ROOT_KIND))


def _element_faults(element: Element, place: Place) -> Iterator[str]:
    yield from _attribute_faults(element, place)
    if not place.takes_text and _own_text(element):
        yield f'<{element.tag}> holds text, where only elements belong: "{_own_text(element)[:40]}"'
    yield from _OWN_RULES.get(element.tag, _no_faults)(element)
    allowed = vocabulary()[place.kind]
    for child in element:
        if child.tag in allowed:
            yield from _element_faults(child, allowed[child.tag])
        else:
            yield _misplaced(child.tag, element.tag, allowed)


def _attribute_faults(element: Element, place: Place) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name not in place.attributes:
            yield f"<{element.tag}> has no attribute {name}{_suggestion(name, place.attributes)}"
        elif fault := attribute_fault(element.tag, name, value):
            yield fault


def _misplaced(name: str, parent: str, allowed: Iterable[str]) -> str:
    if name in element_names():
        return f"<{name}> may not stand inside <{parent}>"
    return f"<{name}> is no TwiML element{_suggestion(name, allowed)}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    by_lower = {word.lower(): word for word in sorted(known)}
    close = difflib.get_close_matches(name.lower(), by_lower, n=1)
    return f", did you mean {by_lower[close[0]]}?" if close else ""


def _own_text(element: Element) -> str:
    return " ".join([element.text or "", *(child.tail or "" for child in element)]).strip()


def _no_faults(_: Element) -> Iterator[str]:
    yield from ()


def _say_faults(say: Element) -> Iterator[str]:
    text = text_of(say)
    if not text:
        yield "<Say> says nothing"
    if len(text) > MOST_CHARACTERS_SAID:
        yield f"<Say> has {len(text)} characters, more than {MOST_CHARACTERS_SAID}"


def _address_faults(element: Element) -> Iterator[str]:
    address = text_of(element)
    if element.tag == "Play" and not address and "digits" in element.attrib:
        return
    if not is_web_address(address):
        yield f'<{element.tag}> leads to "{address[:80]}", which must be {ADDRESS.wanted}'


def _enqueue_faults(enqueue: Element) -> Iterator[str]:
    tasks = [child for child in enqueue if child.tag == "Task"]
    if "workflowSid" in enqueue.attrib:
        if len(tasks) != 1:
            yield f"<Enqueue> to a workflow needs exactly one <Task>, not {len(tasks)}"
    elif tasks:
        yield "<Task> needs an <Enqueue> with a workflowSid"
    elif not _own_text(enqueue):
        yield "<Enqueue> names neither a workflow nor a queue"


def _task_faults(task: Element) -> Iterator[str]:
    body = task.text or ""
    if len(body) > MOST_CHARACTERS_OF_ATTRIBUTES:
        yield f"<Task> has {len(body)} characters, more than {MOST_CHARACTERS_OF_ATTRIBUTES}"
    try:
        attributes = json.loads(body)
    except (ValueError, RecursionError):
        yield "<Task> does not hold JSON"
        return
    if not isinstance(attributes, dict):
        yield "<Task> holds JSON that is not an object"


_OWN_RULES: dict[str, Callable[[Element], Iterator[str]]] = {
    "Say": _say_faults,
    "Play": _address_faults,
    "Redirect": _address_faults,
    "Enqueue": _enqueue_faults,
    "Task": _task_faults,
}
