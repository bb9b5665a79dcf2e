"""Addresses in telephony and on the web: which spellings mean the same, and which hosts Twilio can reach."""

import ipaddress
import re
import socket
from urllib.parse import unquote, urlsplit

SIP_SCHEMES = ("sip", "sips")
PRIVATE_DOMAINS = ("localhost", "local", "internal", "home.arpa")
"""Names that only a private network resolves (RFC 6761, 6762, 8375; ICANN keeps "internal" for private use)."""
_HOST = re.compile(r"[a-z0-9._-]*[a-z0-9]|\[[0-9a-f:.]+\]")


def canonical(address: str) -> str:
    """Return one spelling for all spellings of a SIP address; any other address as it is.

    Only the user and the host count, and the case of the host does not. `sip` or `sips`, a port, parameters, headers, a
    password, a display name and angle brackets are ignored, because carriers change them (RFC 3261, section 19.1).
    """
    # A phone number has one spelling; most calls end here.
    found = None if address.startswith("+") else _user_and_host(address)
    return address if found is None else f"sip:{found[0]}@{found[1]}"


def is_address(text: str) -> bool:
    """Tell whether the text is a SIP address, or a client of the Voice SDK such as `client:alice`."""
    if text.startswith("client:"):
        return text != "client:" and _is_one_word(text)
    found = _user_and_host(text)
    return found is not None and _is_one_word(found[0]) and _HOST.fullmatch(found[1]) is not None


def is_public(url: str) -> bool:
    """Tell whether the URL's host can be reached from outside: it is no loopback, link-local or private address."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    address = _ip_address(host)
    if address is not None:
        return address.is_global
    return "." in host and not any(host.endswith(f".{each}") for each in PRIVATE_DOMAINS)


def _is_one_word(text: str) -> bool:
    return text.isprintable() and " " not in text


def _user_and_host(address: str) -> tuple[str, str] | None:
    """Return the user and the host of a SIP address, None for another address."""
    if "<" in address:
        address = address.partition("<")[2].partition(">")[0]
    scheme, _, rest = address.strip().partition(":")
    if scheme.lower() not in SIP_SCHEMES:
        return None
    user, at, host = rest.partition("@")
    if not at:
        user, host = "", rest
    host = re.split("[;?]", host, maxsplit=1)[0].lower()
    host = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0].rstrip(".")
    return unquote(user.partition(":")[0]), host


def _ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address that a host spells, None for a name.

    The C library also reads 127.1, 0x7f.0.0.1 and 2130706433 as 127.0.0.1, and so do many HTTP clients.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return None
    return getattr(address, "ipv4_mapped", None) or address
