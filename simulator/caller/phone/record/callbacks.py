"""The status callbacks of recordings: what an app is told, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from simulator.caller.phone.identity import Identity
from simulator.caller.phone.webhooks import Webhooks
from simulator.caller.twiml.document import Document, Target
from simulator.phones.recording import Kept


@dataclass(frozen=True, slots=True)
class News:
    """An event of a recording: its status, when the recording began, where it is, and its length."""

    status: str
    began_seconds: float
    kept: Kept | None = None
    seconds: int = 0

    def fields(self, identity: Identity) -> Mapping[str, str]:
        """Return the parameters of the callback, by Twilio's page on the Recording resource."""
        return {
            "AccountSid": identity.account_sid,
            "CallSid": identity.call_sid,
            "RecordingSid": self.kept.sid if self.kept else "",
            "RecordingUrl": self.kept.url if self.kept else "",
            "RecordingStatus": self.status,
            "RecordingDuration": str(self.seconds),
            "RecordingChannels": "1",
            "RecordingSource": "RecordVerb",
            "RecordingStartTime": format_datetime(datetime.fromtimestamp(int(self.began_seconds), UTC)),
        }


@dataclass(slots=True)
class RecordingCallbacks:
    """Tells the app of its recordings, after the request that follows each of them."""

    webhooks: Webhooks
    _owed: list[tuple[Target, Mapping[str, str]]] = field(default_factory=list)

    def owe(self, record: Element, document: Document, news: News) -> None:
        """Let the news wait for `pay`, if this <Record> asked for its event."""
        address = record.get("recordingStatusCallback")
        if address and news.status in record.get("recordingStatusCallbackEvent", "completed").split():
            target = document.target(address, record.get("recordingStatusCallbackMethod"))
            self._owed.append((target, news.fields(self.webhooks.identity)))

    def pay(self) -> None:
        """Send what is owed."""
        while self._owed:
            self.webhooks.notify(*self._owed.pop(0))
