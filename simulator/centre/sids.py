"""SIDs as Twilio forms them, the same ones every time: two letters and 32 hexadecimal digits of a name's hash."""

import hashlib


def sid(prefix: str, name: str) -> str:
    """Return the SID of the thing by this name; equal names give equal SIDs, and last digits are spread evenly."""
    return prefix + hashlib.sha256(f"{prefix} {name}".encode()).hexdigest()[:32]
