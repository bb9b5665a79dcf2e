"""The parties of a call, as every voice webhook and TaskRouter's Task name them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

API_VERSION = "2010-04-01"
INBOUND, OUTBOUND = "inbound", "outbound-api"
_OF_INBOUND_CALLS = {
    "StirVerstat": "TN-Validation-Passed-A",
    "CallToken": '{"parentCallInfoToken":"not.a.token+at/all==","identityHeaderTokens":[]}',
}
_FROM_PLACE = {"City": "LIMA", "State": "OH", "Zip": "45801", "Country": "US"}
_TO_PLACE = {"City": "", "State": "", "Zip": "", "Country": "US"}


@dataclass(frozen=True, slots=True)
class Identity:
    """One call: its SID, its account, the numbers at both ends in E.164, and Twilio's name for its direction."""

    call_sid: str
    account_sid: str
    from_number: str
    to: str
    direction: str = INBOUND

    def fields(self, call_status: str) -> dict[str, str]:
        """Return the parameters that Twilio sends with every voice webhook; some are blank, as with Twilio."""
        known = {
            "CallSid": self.call_sid,
            "AccountSid": self.account_sid,
            "From": self.from_number,
            "To": self.to,
            "Caller": self.from_number,
            "Called": self.to,
            "CallStatus": call_status,
            "Direction": self.direction,
            "ApiVersion": API_VERSION,
        }
        if self.direction == INBOUND:
            known |= _OF_INBOUND_CALLS
        places = {f"{end}{name}": value for end in ("From", "Caller") for name, value in _FROM_PLACE.items()}
        places |= {f"{end}{name}": value for end in ("To", "Called") for name, value in _TO_PLACE.items()}
        return known | places

    def attributes(self) -> Mapping[str, object]:
        """Return the attributes that Twilio adds to a Task made by <Enqueue>."""
        fields = self.fields("in-progress")
        return {_snake(name): value for name, value in fields.items() if name not in _OF_INBOUND_CALLS}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
