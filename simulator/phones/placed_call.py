"""An outbound call that was asked for: the order, how far it has come, and who carries it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

CallStatus = Literal["queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"]

ENDS: frozenset[CallStatus] = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""The statuses of a call that is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOrder:
    """What somebody asked for: who is called from which number, and which TwiML and webhooks belong to the call."""

    to: str
    from_number: str
    url: str
    method: str = "POST"
    timeout_seconds: float = 60.0
    status_callback: str = ""
    status_callback_method: str = "POST"
    status_callback_events: frozenset[str] = frozenset({"completed"})


@dataclass(slots=True, kw_only=True)
class PlacedCall:
    """One call; times are seconds since the epoch, None until they are known."""

    sid: str
    account_sid: str
    order: CallOrder
    created_at: float
    updated_at: float
    queue_seconds: float
    """The estimate of how long the account's limit of calls a second delays the dialling."""
    status: CallStatus = "queued"
    dialled_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether the call has ended."""
        return self.status in ENDS

    @property
    def talked_seconds(self) -> int | None:
        """The length of a call that was answered and is over, in whole seconds; None for any other."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return round(self.ended_at - self.answered_at)


class CallDesk(Protocol):
    """Carries out orders for outbound calls. Its methods may be called from any thread."""

    def place(self, account_sid: str, order: CallOrder, now: float) -> PlacedCall:
        """Take an order at the time `now`, in seconds since the epoch, and return the call, which is queued."""

    def calls(self, account_sid: str) -> Sequence[PlacedCall]:
        """Return the account's calls, the newest first."""

    def end(self, call: PlacedCall, status: Literal["canceled", "completed"]) -> bool:
        """End a call: `canceled` before it is answered, `completed` at any time; return whether that was possible."""
