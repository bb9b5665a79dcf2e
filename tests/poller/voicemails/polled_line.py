"""A line with voicemail that is polled every minute, the account at Twilio behind it, and the table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from poller.voicemails.desk import Desk
from poller.voicemails.line_round import work
from tests.fakes.memory_table import MemoryTable
from tests.poller.voicemails.twilio_account import TwilioAccount
from tests.waittimes.voicemails.messages import CALL_SID, LINE, NOW, message
from waittimes import metrics
from waittimes.deadline import Deadline
from waittimes.settings.config import Account, Line
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.voicemails.record import Voicemail
from waittimes.voicemails.store import VoicemailStore

if TYPE_CHECKING:
    from poller.taskrouter.actions import Actions

ACCOUNT = Account(name="harbour", sid="AC" + "5" * 32, auth_tokens=(), workspace_sids=("WS" + "6" * 32,))
SUPPORT = Line(
    name=LINE,
    account=ACCOUNT,
    workspace_sid=ACCOUNT.workspace_sids[0],
    workflow_sid="WW" + "7" * 32,
    attributes={"skill": "support"},
    voicemail=VoicemailPolicy(),
)


@dataclass
class PolledLine:
    """A line, its messages, and the poller's work on them."""

    table: MemoryTable = field(default_factory=MemoryTable)
    twilio: TwilioAccount = field(default_factory=TwilioAccount)
    line: Line = SUPPORT
    now: float = NOW
    emitted: list[dict[str, float]] = field(default_factory=list)

    @property
    def store(self) -> VoicemailStore:
        return VoicemailStore(self.table)

    def opens(self, voicemail: Voicemail | None = None) -> None:
        """Open a message as the phone does."""
        self.store.open(voicemail or message(), most_pending=99, now=self.now)

    def polls(self, times: int = 1, **changed: Any) -> None:
        """Poll `times` times, a minute apart; the first poll is a minute from now."""
        for _ in range(times):
            self.now += 60
            self.work(**changed)

    def work(self, **changed: Any) -> None:
        assert self.line.voicemail
        desk = Desk(
            line=self.line,
            policy=self.line.voicemail,
            store=self.store,
            connect=lambda _: cast("Actions", self.twilio),
            deadline=Deadline.in_seconds(20),
            clock=lambda: self.now,
        )
        with self._metrics():
            work(replace(desk, **changed))

    def message(self, call_sid: str = CALL_SID) -> Voicemail:
        found = self.store.find(LINE, call_sid)
        assert found
        return found.voicemail

    @contextmanager
    def _metrics(self) -> Iterator[None]:
        def receive(values: metrics.Values, dimensions: Any) -> None:
            assert dimensions == {"account": "harbour", "line": LINE}
            self.emitted.append({name: value for name, (value, _) in values.items()})

        metrics.send_to(receive)
        try:
            yield
        finally:
            metrics.send_to(metrics.to_log)
