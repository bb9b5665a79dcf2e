"""SIDs as Twilio forms them: two letters and 32 hexadecimal digits, here from the hash of a name."""

import hashlib


def sid(prefix: str, name: str) -> str:
    """Return the SID for this name: equal names give equal SIDs, and their digits are spread evenly."""
    return prefix + hashlib.sha256(f"{prefix} {name}".encode()).hexdigest()[:32]
