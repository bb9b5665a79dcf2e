"""A caller's phone at an exchange in another process: registered there, so that it can be called back."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.caller.phone.clock import Clock, RealClock
from simulator.caller.phone.transport import Answer, OverHTTP, Transport
from simulator.phones.phone import Phone
from simulator.phones.recording import Kept

ASKS_EVERY_SECONDS = 0.5
TALKS_SECONDS = 3.0
"""How long the caller talks with the agent before they hang up."""


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One phone, of this number, at the exchange behind `base_url`. Every method raises Unreachable if it is away."""

    base_url: str
    number: str
    send: Transport = field(default_factory=OverHTTP)
    clock: Clock = field(default_factory=RealClock)
    _shown: int = 0

    def register(self, phone: Phone) -> None:
        """Let calls to the number be answered as this phone is; its kind of answer is always a person."""
        patience = None if math.isinf(phone.patience_seconds) else phone.patience_seconds
        self._ask(
            "PUT",
            self._phone,
            {
                "rings_seconds": phone.rings_seconds,
                "keys": list(phone.keys),
                "reacts_seconds": phone.reacts_seconds,
                "patience_seconds": patience,
            },
        )

    def listens(self, at_most_seconds: float) -> Iterator[str]:
        """Yield each line that is heard at the phone, until the caller has talked with an agent or a call is over."""
        until = self.clock.now_seconds + at_most_seconds
        while self.clock.now_seconds < until:
            heard = self._heard()
            yield from self._new(heard["lines"])
            if heard["over"]:
                return
            if heard["agent"]:
                self.clock.wait_until(self.clock.now_seconds + TALKS_SECONDS)
                yield from self._new(self._heard()["lines"])
                return
            self.clock.wait_until(self.clock.now_seconds + ASKS_EVERY_SECONDS)

    def leave(self) -> None:
        """Hang up, and take the phone away."""
        self._ask("DELETE", self._phone)

    def keep(self, account_sid: str, call_sid: str, started_at: float, seconds: int) -> Kept:
        """Hand in a recording of a call that this process plays. See RecordingDesk."""
        body = {"account_sid": account_sid, "call_sid": call_sid, "started_at": started_at, "seconds": seconds}
        kept = json.loads(self._ask("POST", "recordings", body).body)
        return Kept(kept["sid"], kept["url"])

    def _heard(self) -> dict[str, Any]:
        heard: dict[str, Any] = json.loads(self._ask("GET", self._phone).body)
        return heard

    def _new(self, lines: Sequence[str]) -> Iterator[str]:
        yield from lines[self._shown :]
        self._shown = len(lines)

    def _ask(self, method: str, what: str, body: dict[str, Any] | None = None) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self.send(method, f"{self.base_url}/simulator/{what}", headers, content)

    @property
    def _phone(self) -> str:
        return f"phones/{self.number}"
