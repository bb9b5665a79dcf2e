"""The webhooks of one call: signs requests, and refuses answers that Twilio would not run."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit
from xml.etree.ElementTree import Element, SubElement

from simulator.caller.conversation import Asked
from simulator.caller.phone.durations import audio_seconds
from simulator.caller.phone.identity import Identity
from simulator.caller.phone.recorder import Recorder
from simulator.caller.phone.signing import Signer, form_request
from simulator.caller.phone.transport import PATIENCE_SECONDS, Answer, Transport, Unreachable
from simulator.caller.twiml.document import Context, Document, Target, parsed
from simulator.caller.twiml.grammar import violations

DEFAULT_RECORDING_SECONDS = 30.0
"""The assumed length of a recording whose length cannot be read."""

_OK, _REDIRECTS = 200, range(300, 400)


class CallDropped(Exception):
    """Twilio would say that an application error has occurred, and hang up. The message says why."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Requests of one call to the app at `home`. Other hosts are never asked."""

    send: Transport
    signer: Signer
    identity: Identity
    recorder: Recorder
    home: str
    _recordings: dict[str, float] = field(default_factory=dict)

    def serves(self, url: str) -> bool:
        """Return whether the URL belongs to the app."""
        return _origin(urlsplit(url)) == _origin(urlsplit(self.home))

    def document(self, target: Target, status: str, extra: Mapping[str, str], inside: Context) -> Document:
        """Request TwiML with this CallStatus. Raises CallDropped for an answer that Twilio would not run."""
        fields = self.identity.fields(status) | dict(extra) | dict(target.fields)
        request = form_request(target.method, target.url, fields.items(), self.signer)
        answer = self._send(request.method, request.url, request.headers, request.body)
        self._note(request.method, target.url, fields, answer)
        return Document(target.url, _root(answer, target, inside), inside)

    def notify(self, target: Target, fields: Mapping[str, str]) -> None:
        """Tell the app something, and ignore its answer, also if there is none."""
        request = form_request(target.method, target.url, fields.items(), self.signer)
        with suppress(Unreachable):
            answer = self.send(request.method, request.url, request.headers, request.body)
            self._note(request.method, target.url, fields, answer)

    def recording_seconds(self, url: str) -> float:
        """Return the length of one of the app's recordings; fetch it once. Raises CallDropped if it is missing."""
        if not self.serves(url):
            return DEFAULT_RECORDING_SECONDS
        if url not in self._recordings:
            # API Gateway decodes a recording only for clients that send an Accept header.
            answer = self._send("GET", url, {"Accept": "*/*"}, b"")
            if not answer.content_type.startswith("audio/"):
                raise CallDropped(f'GET {url} answered "{answer.content_type}" where a recording was to be played')
            self._recordings[url] = audio_seconds(answer.body) or DEFAULT_RECORDING_SECONDS
        return self._recordings[url]

    def _note(self, method: str, url: str, fields: Mapping[str, str], answer: Answer) -> None:
        self.recorder.note(
            Asked(
                at_seconds=self.recorder.at_seconds,
                method=method,
                url=url,
                fields=fields,
                status=answer.status,
                body=answer.body,
            )
        )

    def _send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            answer = self.send(method, url, headers, body)
        except Unreachable as error:
            raise CallDropped(f"no answer from {error}") from error
        # A query may carry the caller's number, and a reason may end up in a log.
        asked = f"{method} {url.partition('?')[0]}"
        if answer.status in _REDIRECTS:
            raise CallDropped(f"{asked} answered {answer.status}: a redirect loses what was posted")
        if answer.status != _OK:
            raise CallDropped(f"{asked} answered {answer.status}")
        if answer.took_seconds > PATIENCE_SECONDS:
            raise CallDropped(f"{asked} took {answer.took_seconds:.1f} s, longer than {PATIENCE_SECONDS:.0f}")
        return answer


def _root(answer: Answer, target: Target, inside: Context) -> Element:
    if inside is Context.HOLD and answer.content_type.startswith("audio/"):
        root = Element("Response")
        SubElement(root, "Play").text = target.url
        return root
    if faults := violations(answer.body, content_type=answer.content_type, inside=inside):
        raise CallDropped(f"{target.method} {target.url} answered what Twilio refuses: " + "; ".join(faults))
    return parsed(answer.body)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
