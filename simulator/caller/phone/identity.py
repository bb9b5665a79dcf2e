"""The parties of a call, as every voice webhook and TaskRouter's Task name them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

API_VERSION = "2010-04-01"
_FROM_PLACE = {"City": "LIMA", "State": "OH", "Zip": "45801", "Country": "US"}
_TO_PLACE = {"City": "", "State": "", "Zip": "", "Country": "US"}
_NOT_ATTRIBUTES = frozenset({"CallToken", "StirVerstat"})


@dataclass(frozen=True, slots=True)
class Identity:
    """One call: its SID, its account, and the numbers at both ends in E.164."""

    call_sid: str
    account_sid: str
    from_number: str
    to: str

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
            "Direction": "inbound",
            "ApiVersion": API_VERSION,
            "StirVerstat": "TN-Validation-Passed-A",
            "CallToken": '{"parentCallInfoToken":"not.a.token+at/all==","identityHeaderTokens":[]}',
        }
        places = {f"{end}{name}": value for end in ("From", "Caller") for name, value in _FROM_PLACE.items()}
        places |= {f"{end}{name}": value for end in ("To", "Called") for name, value in _TO_PLACE.items()}
        return known | places

    def attributes(self) -> Mapping[str, object]:
        """Return the attributes that Twilio adds to a Task made by <Enqueue>."""
        fields = self.fields("in-progress")
        return {_snake(name): value for name, value in fields.items() if name not in _NOT_ATTRIBUTES}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
