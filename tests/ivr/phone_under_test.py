"""The phone that tests call: two accounts with a line each, a table in memory, and a caller."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import Flask

from ivr.app import create_app
from simulator.caller.caller import Caller
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.signing import Signer
from simulator.caller.phone.transport import InProcess
from simulator.caller.scripted_switchboard import never_answers
from simulator.caller.switchboard import Switchboard
from tests.fakes.memory_table import MemoryTable
from waittimes import cache
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.secret import Secret
from waittimes.settings.wallboard import Wallboard
from waittimes.wait import Basis, Estimate, Wait

NOW = 1_795_000_000.0
HOST = "https://waits.example.com"


def account(name: str, digit: str, *tokens: str) -> Account:
    return Account(
        name=name,
        sid="AC" + digit * 32,
        auth_tokens=tuple(Secret(f"env:{token}", partial(str, token)) for token in tokens),
        workspace_sids=("WS" + digit * 32,),
    )


TRAVEL = account("travel", "1", "travel-token-one", "travel-token-two")
BANK = account("bank", "2", "bank-token")

CLAIMS = Line(
    name="claims",
    account=TRAVEL,
    workspace_sid=TRAVEL.workspace_sids[0],
    workflow_sid="WW" + "3" * 32,
    task_queue_sid="WQ" + "4" * 32,
    numbers=("+15550100001", "+15550100002"),
    greeting="Thank you for calling Example Travel.",
    attributes={"type": "claim", "note": 'say "hello" & <wave>'},
    priority=7,
)
LOANS = Line(
    name="loans",
    account=BANK,
    workspace_sid=BANK.workspace_sids[0],
    workflow_sid="WW" + "5" * 32,
    task_queue_sid="WQ" + "6" * 32,
    numbers=("+15550100003",),
)


@dataclass
class PhoneUnderTest:
    """The phone of both accounts. Tests change its table and its settings."""

    table: MemoryTable = field(default_factory=MemoryTable)
    now: float = NOW
    public_url: str = HOST
    lines: tuple[Line, ...] = (CLAIMS, LOANS)
    wallboard: Wallboard | None = None
    caller_clock: VirtualClock = field(default_factory=VirtualClock)
    """The simulated clock on which calls take time."""
    clock_follows_caller: bool = False
    """Whether the phone's clock follows the simulated clock."""

    def app(self) -> Flask:
        return create_app(self.config(), self.table, self.time)

    def config(self) -> Config:
        return Config(accounts=(TRAVEL, BANK), lines=self.lines, public_url=self.public_url, wallboard=self.wallboard)

    def time(self) -> float:
        return self.now + (self.caller_clock.now_seconds if self.clock_follows_caller else 0)

    def knows(
        self,
        line: Line,
        seconds: float | None,
        basis: Basis = Basis.HISTORY,
        *,
        age: float = 8,
        ends: tuple[float | None, float | None] = (None, None),
        **others: Any,
    ) -> None:
        """Store this estimate for the line's queue, measured `age` seconds ago, with the wait's other fields."""
        wait = Wait(
            queue_sid=line.task_queue_sid,
            queue_name=line.name.title(),
            measured_at=self.time() - age,
            basis=basis,
            estimate=Estimate(seconds, *ends),
            **others,
            answered=21,
            pending=3,
        )
        measurement = cache.Measurement(line.workspace_sid, (wait,), frozenset({wait.queue_sid}), wait.measured_at)
        assert cache.refresh(self.table, measurement, now=self.time()) == {}

    def caller(
        self,
        to: str = CLAIMS.numbers[0],
        *,
        account: Account = TRAVEL,
        token: int = 0,
        signer: Signer | None = None,
        switchboard: Switchboard | None = None,
    ) -> Caller:
        """Return a caller of this number, whose webhooks are signed with one of the account's tokens."""
        return Caller(
            send=InProcess(self.app()),
            to=to,
            from_number="+15550177777",
            account_sid=account.sid,
            auth_token=account.auth_tokens[token].reveal(),
            signer=signer,
            clock=self.caller_clock if self.clock_follows_caller else VirtualClock(),
            switchboard=switchboard or never_answers(),
        )
