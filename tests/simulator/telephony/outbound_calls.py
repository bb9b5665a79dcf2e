"""An exchange with phones of every kind, and the app whose TwiML it plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.caller.phone.transport import InProcess
from simulator.caller.scripted_switchboard import answers_after
from simulator.caller.switchboard import Switchboard
from simulator.centre.sids import sid
from simulator.phones.phone import Phone
from simulator.phones.phone_book import PhoneBook
from simulator.phones.placed_call import CallOrder, PlacedCall
from simulator.telephony.exchange import Exchange
from tests.simulator.caller.answering_app import AnsweringApp

NOW = 1_790_003_600.0
ACCOUNT, TOKEN = sid("AC", "dials"), "token-of-the-account-that-dials"
OURS, THEIRS = "+15550100700", "+15550100813"
URL = "https://phone.example.com/callback"


@dataclass
class Dialling:
    """Orders calls from an app; times are seconds since `NOW`."""

    app: AnsweringApp
    exchange: Exchange
    switchboard: Switchboard
    tokens: dict[str, str] = field(default_factory=dict)

    def knows(self, account_sid: str) -> None:
        """Sign the webhooks of another account's calls with the same token."""
        self.tokens[account_sid] = TOKEN

    def orders(self, to: str = THEIRS, **more: object) -> PlacedCall:
        order = CallOrder(**{"to": to, "from_number": OURS, "url": URL} | more)  # type: ignore[arg-type]
        return self.exchange.place(ACCOUNT, order, self.exchange.now)

    def at(self, seconds: float) -> "Dialling":
        self.exchange.advance(NOW + seconds)
        return self

    def told(self) -> list[tuple[str, str]]:
        """Return the CallStatus and the sequence number of each status callback."""
        asked = self.app.asked("/status")
        return [(each.fields["CallStatus"], each.fields["SequenceNumber"]) for each in asked]


def dialling(
    phones: Mapping[str, list[Phone]] | Phone | None = None, switchboard: Switchboard | None = None
) -> Dialling:
    app = AnsweringApp(TOKEN)
    app.on("/callback", "<Response><Say>one two three four five</Say></Response>")
    app.on("/status", "")
    tokens = {ACCOUNT: TOKEN}
    book = PhoneBook({THEIRS: [phones]} if isinstance(phones, Phone) else phones)
    switchboard = switchboard or answers_after(30, talk_seconds=100)
    exchange = Exchange(
        phones=book,
        send=InProcess(app.flask),
        auth_tokens=tokens,
        switchboard=switchboard,
        now=NOW,
    )
    return Dialling(app, exchange, switchboard, tokens)
