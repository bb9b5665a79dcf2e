"""One call as Twilio runs it: it requests documents and performs their verbs until the call ends."""

import json
import math
from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from xml.etree.ElementTree import Element

from simulator.caller.conversation import Conversation, Enqueued, Heard, HungUp, LeftQueue, Music, Spoken, Transferred
from simulator.caller.phone.playback import Pending, Playback, Steps
from simulator.caller.phone.queue_visit import CallerHungUp, QueueVisit
from simulator.caller.phone.record.verb import Recorded
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.webhooks import CallDropped, Webhooks
from simulator.caller.switchboard import QueueRefused, Switchboard
from simulator.caller.twiml.document import Context, Document, Target, text_of

MOST_HURRIED = 10
"""The most documents in a row that may take less than a second each."""

_NOT_RUN = frozenset({"hangup", "redirected", "redirected-from-bridged", "bridging-in-process"})
"""After these QueueResults the call is over or runs other TwiML: the answer of the action is not performed."""


class Ending(Enum):
    """How a chain of documents ended."""

    RAN_OUT = auto()
    HUNG_UP = auto()
    REJECTED = auto()
    LEFT = auto()
    ELSEWHERE = auto()


Verb = Generator[Pending, str, Target | Ending | None]
"""Performs one verb; returns what comes next, None for the verb after it."""


@dataclass(slots=True)
class Call:
    """The state of one call."""

    webhooks: Webhooks
    playback: Playback
    recorder: Recorder
    switchboard: Switchboard
    patience_seconds: float
    recorded: Recorded
    status: str = "ringing"
    """Twilio's CallStatus: that of the first request, and later ones."""
    _visit: QueueVisit | None = None
    _asked_seconds: float = -math.inf
    _hurried: int = 0

    def run(self, url: str, method: str = "POST") -> Generator[Pending, str, None]:
        """Perform the whole call. Raises CallDropped if Twilio would drop it, or if the caller heard nothing."""
        try:
            ending = yield from self._follow(Target(url, method), Context.CALL)
        except CallerHungUp:
            self.recorded.callbacks.pay()
            return
        self.recorded.callbacks.pay()
        if ending is not Ending.REJECTED and not _has_substance(self.recorder.conversation):
            raise CallDropped("the call ended without a word and without a queue")
        if ending is not Ending.ELSEWHERE:
            self.recorder.note(HungUp(at_seconds=self.recorder.at_seconds, by_caller=False))

    def _follow(self, target: Target, inside: Context) -> Generator[Pending, str, Ending]:
        step: Target | Ending = target
        while isinstance(step, Target):
            if not self.webhooks.serves(step.url):
                self.recorder.note(Transferred(at_seconds=self.recorder.at_seconds, to=step.url))
                return Ending.ELSEWHERE
            document = self._request(step, inside)
            step = yield from self._perform_all(document)
        return step

    def _request(self, target: Target, inside: Context) -> Document:
        now_seconds = self.recorder.clock.now_seconds
        self._hurried = self._hurried + 1 if now_seconds - self._asked_seconds < 1 else 0
        self._asked_seconds = now_seconds
        if self._hurried > MOST_HURRIED:
            raise CallDropped(f"{self._hurried} documents in a row took less than a second, the last {target.url}")
        extra = self._visit.fields() if self._visit and inside is Context.HOLD else {}
        try:
            document = self.webhooks.document(target, self.status, extra, inside)
        finally:
            self.recorded.callbacks.pay()
        self.status = "in-progress"
        return document

    def _perform_all(self, document: Document) -> Generator[Pending, str, Target | Ending]:
        for verb in document.root:
            step = yield from self._perform(verb, document)
            if step is not None:
                return step
        return Ending.RAN_OUT

    def _perform(self, verb: Element, document: Document) -> Verb:
        match verb.tag:
            case "Say" | "Play" | "Pause":
                yield from self.playback.listen(verb, _recording(verb, document))
                return None
            case "Gather":
                return (yield from self._gather(verb, document))
            case "Record":
                return (yield from self._record(verb, document))
            case "Enqueue":
                return (yield from self._enqueue(verb, document))
            case _:
                return self._perform_at_once(verb, document)

    def _perform_at_once(self, verb: Element, document: Document) -> Target | Ending | None:
        match verb.tag:
            case "Redirect":
                return document.target(text_of(verb), verb.get("method"))
            case "Dial":
                self.recorder.note(Transferred(at_seconds=self.recorder.at_seconds, to=text_of(verb)))
                return Ending.ELSEWHERE
            case "Leave":
                return Ending.LEFT if document.inside is Context.HOLD else None
            case "Hangup" | "Reject":
                return Ending.HUNG_UP if verb.tag == "Hangup" else Ending.REJECTED
            case _:
                raise CallDropped(f"this phone cannot follow <{verb.tag}>")

    def _gather(self, gather: Element, document: Document) -> Verb:
        key, takes_keys = "", "dtmf" in gather.get("input", "dtmf")
        for prompt in gather:
            if not key:
                key = yield from self.playback.listen(prompt, _recording(prompt, document), takes_keys=takes_keys)
        digits = yield from self.playback.digits(gather, key)
        if not digits and gather.get("actionOnEmptyResult") != "true":
            return None
        self._hurried = 0
        fields = {"Digits": digits, "FinishedOnKey": "", "msg": "Gather End"}
        return document.target(gather.get("action"), gather.get("method"), fields)

    def _record(self, record: Element, document: Document) -> Verb:
        """Record; what follows is the action's document, or the next verb if nothing was heard."""
        taken = yield from self.recorded.listen(record)
        fields = self.recorded.keep(record, document, taken)
        target = document.target(record.get("action"), record.get("method"), fields) if fields else None
        if taken.hung_up:
            self.status = "completed"
            if target:
                self._request(target, Context.CALL)
            raise CallerHungUp
        return target

    def _enqueue(self, enqueue: Element, document: Document) -> Verb:
        try:
            visit = self._join(enqueue)
        except QueueRefused as refusal:
            return self._leave(enqueue, document, refusal.result, None)
        self._visit = visit
        try:
            result = yield from visit.spend(self._hold_loop(enqueue, document))
        except CallerHungUp:
            self.status = "completed"
            self._leave(enqueue, document, "bridged" if visit.answered else "hangup", visit, run=False)
            raise
        self.status = "completed" if result == "hangup" else self.status
        return self._leave(enqueue, document, result, visit)

    def _join(self, enqueue: Element) -> QueueVisit:
        task = enqueue.find("Task")
        attributes: dict[str, Any] = {} if task is None else json.loads(task.text or "")
        priority = 0 if task is None else int(task.get("priority", "0"))
        workflow_sid = enqueue.get("workflowSid") or text_of(enqueue)
        now_seconds = self.recorder.clock.now_seconds
        merged = attributes | dict(self.webhooks.identity.attributes())
        ticket = self.switchboard.enqueue(workflow_sid, merged, priority, now_seconds)
        self.recorder.note(
            Enqueued(
                at_seconds=self.recorder.at_seconds,
                workflow_sid=workflow_sid,
                attributes=attributes,
                priority=priority,
            )
        )
        return QueueVisit(self.switchboard, self.recorder, ticket, now_seconds + self.patience_seconds)

    def _hold_loop(self, enqueue: Element, document: Document) -> Steps:
        """Request waitUrl again whenever its verbs run out; return the QueueResult when a verb ends the wait."""
        address = enqueue.get("waitUrl")
        wait = document.target(address, enqueue.get("waitUrlMethod")) if address else None
        if wait is None or not self.webhooks.serves(wait.url):
            return (yield from self.playback.hold_music(address))
        ending = Ending.RAN_OUT
        while ending is Ending.RAN_OUT:
            ending = yield from self._follow(wait, Context.HOLD)
        if ending is Ending.ELSEWHERE:
            yield from self.playback.hold_music(None)
        return "leave" if ending is Ending.LEFT else "hangup"

    def _leave(
        self, enqueue: Element, document: Document, result: str, visit: QueueVisit | None, *, run: bool = True
    ) -> Target | Ending | None:
        """Request the action with the QueueResult; return what comes next."""
        waited_seconds = visit.waited_seconds if visit else 0.0
        self.recorder.note(LeftQueue(at_seconds=self.recorder.at_seconds, result=result, waited_seconds=waited_seconds))
        fields = {"QueueResult": result}
        if visit:
            fields |= {"QueueSid": visit.ticket.queue_sid, "QueueTime": str(int(waited_seconds))}
        action = enqueue.get("action")
        target = document.target(action, enqueue.get("method"), fields) if action else None
        if run and result not in _NOT_RUN:
            return target
        if target and self.webhooks.serves(target.url):
            self._request(target, Context.CALL)
        return Ending.HUNG_UP if result == "hangup" else Ending.ELSEWHERE


def _recording(verb: Element, document: Document) -> str:
    return document.target(text_of(verb), None).url if verb.tag == "Play" and text_of(verb) else ""


def _has_substance(conversation: Conversation) -> bool:
    return any(isinstance(event, Heard | Music | Spoken | LeftQueue | Transferred) for event in conversation.events)
