"""The exchange: dials the calls that were ordered, one a second for each account, and drives them to their end.

Its time is virtual: `advance` lets it pass. In real time a thread advances it to the clock.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from threading import RLock
from typing import Literal

from simulator.caller.conversation import Conversation, Event
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.transport import Transport
from simulator.caller.switchboard import Switchboard
from simulator.centre.sids import sid
from simulator.phones.phone import Phone
from simulator.phones.phone_book import PhoneBook
from simulator.phones.placed_call import CallOrder, PlacedCall
from simulator.phones.recording import RecordingDesk, Recordings
from simulator.telephony.outgoing import Outgoing

SECONDS_BETWEEN_CALLS = 1.0
"""One call a second for an account, Twilio's default; further calls are queued, by its page on the Call resource."""


def ignore(call: PlacedCall, event: Event) -> None:
    """Ignore what is heard in a call."""
    del call, event


class Exchange:
    """Makes outbound calls. Times are seconds since the epoch.

    `send` carries requests to the app, signed with the auth token of the account in `auth_tokens`. Answered calls may
    join the queues of `switchboard`. `listener` gets each event of each call. Implements CallDesk. If the app asks
    for a call while it answers a webhook of another call in another thread, it would wait for itself.
    """

    def __init__(  # noqa: PLR0913  # each of them by name
        self,
        *,
        phones: PhoneBook,
        send: Transport,
        auth_tokens: Mapping[str, str],
        switchboard: Switchboard,
        now: float,
        recordings: RecordingDesk | None = None,
        listener: Callable[[PlacedCall, Event], None] = ignore,
    ) -> None:
        self._phones = phones
        self._send = send
        self._auth_tokens = auth_tokens
        self._switchboard = switchboard
        self._recordings = recordings or Recordings()
        self._listener = listener
        self._clock = VirtualClock(now)
        self._free_at: dict[str, float] = {}
        """When the account may dial again."""
        self._queued: list[tuple[float, PlacedCall]] = []
        """Calls and when they are dialled, in that order for each account."""
        self._outgoing: dict[str, Outgoing] = {}
        """Calls that were dialled, by SID; those that are over keep their conversation."""
        self._live: dict[str, Outgoing] = {}
        self._calls: list[PlacedCall] = []
        self._lock = RLock()
        self._orders = RLock()
        """Held for moments only, so that an order need not wait for the webhooks of another call."""

    @property
    def now(self) -> float:
        """The exchange's time."""
        return self._clock.now_seconds

    @property
    def next_at(self) -> float:
        """When something happens next; infinite if nothing does."""
        with self._orders:
            queued = min((at for at, _ in self._queued), default=math.inf)
        return min(queued, *(each.next_seconds for each in self._live.values()), math.inf)

    def advance(self, to: float) -> None:
        """Let everything happen up to the time `to`, in order; an earlier time than `now` changes nothing."""
        with self._lock:
            while self.next_at <= to:
                self._clock.wait_until(self.next_at)
                self._dial_due()
                self._go_on()
            self._clock.wait_until(to)

    def place(self, account_sid: str, order: CallOrder, now: float) -> PlacedCall:
        """See CallDesk."""
        with self._orders:
            at = max(now, self.now, self._free_at.get(account_sid, 0.0))
            self._free_at[account_sid] = at + SECONDS_BETWEEN_CALLS
            call = PlacedCall(
                sid=sid("CA", f"{account_sid} {order.to} {len(self._calls)} outbound"),
                account_sid=account_sid,
                order=order,
                created_at=now,
                updated_at=now,
                queue_seconds=at - now,
            )
            self._queued.append((at, call))
            self._calls.append(call)
            return call

    def calls(self, account_sid: str) -> Sequence[PlacedCall]:
        """See CallDesk."""
        with self._orders:
            return [call for call in reversed(self._calls) if call.account_sid == account_sid]

    def end(self, call: PlacedCall, status: Literal["canceled", "completed"]) -> bool:
        """See CallDesk."""
        with self._lock:
            if call.is_over or (status == "canceled" and call.answered_at is not None):
                return False
            outgoing = self._outgoing.get(call.sid) or self._taken_from_the_queue(call)
            if call.answered_at is None:
                outgoing.cancel()
            else:
                outgoing.hang_up()
            self._live.pop(call.sid, None)
            return True

    def conversation(self, call: PlacedCall) -> Conversation:
        """Return what was heard in the call so far."""
        outgoing = self._outgoing.get(call.sid)
        return outgoing.conversation if outgoing else Conversation()

    def _dial_due(self) -> None:
        with self._orders:
            due = [call for at, call in self._queued if at <= self.now]
            self._queued = [(at, call) for at, call in self._queued if at > self.now]
        for call in due:
            outgoing = self._outgoing[call.sid] = self._live[call.sid] = self._to(
                call, self._phones.rung(call.order.to)
            )
            outgoing.dial()

    def _go_on(self) -> None:
        for call_sid, outgoing in list(self._live.items()):
            if outgoing.next_seconds <= self.now:
                outgoing.go_on()
            if outgoing.call.is_over:
                del self._live[call_sid]

    def _taken_from_the_queue(self, call: PlacedCall) -> Outgoing:
        with self._orders:
            self._queued = [(at, each) for at, each in self._queued if each is not call]
        return self._to(call, Phone())  # nobody's phone rings

    def _to(self, call: PlacedCall, phone: Phone) -> Outgoing:
        return Outgoing(
            call=call,
            phone=phone,
            clock=self._clock,
            send=self._send,
            auth_token=self._auth_tokens[call.account_sid],
            switchboard=self._switchboard,
            recordings=self._recordings,
            listener=lambda event: self._listener(call, event),
        )
