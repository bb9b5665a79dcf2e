"""The URLs that Twilio may have signed, reconstructed from what a gateway passed on. Pure.

Twilio signs the exact bytes of a URL, which the function does not see behind a gateway. Trying several is safe: each
needs a valid signature of its own, and all of them mean the same request.
"""

import re
from collections.abc import Iterable, Iterator

from ivr.query_spellings import spellings

BASE = re.compile(r"(https?)://([^/?#]*?)(?::([0-9]+))?(/[^?#]*)?")
PORTS = {"http": "80", "https": "443"}


def candidates(bases: Iterable[str], query: str) -> Iterator[str]:
    """Yield the URLs that may have been signed, likeliest first.

    `bases` are URLs without a query, likeliest first; `query` is as the gateway passed it on. Most products of Twilio
    remove the port of an HTTPS URL before they sign it. So the query as it came is tried with and without a port, and
    its other spellings only with the likelier of the two.
    """
    forms = [form for base in dict.fromkeys(bases) if (form := _with_and_without_port(base))]
    for base in dict.fromkeys(each for form in forms for each in form):
        yield f"{base}?{query}" if query else base
    for spelling in spellings(query) if query else ():
        for base in dict.fromkeys(likelier for likelier, _ in forms):
            yield f"{base}?{spelling}"


def _with_and_without_port(base: str) -> tuple[str, str] | None:
    """Return the two forms of a URL, the likelier first; None for what is not an HTTP URL."""
    found = BASE.fullmatch(base)
    if found is None:
        return None
    scheme, host, port, path = found.groups(default="")
    without, with_port = f"{scheme}://{host}{path}", f"{scheme}://{host}:{port or PORTS[scheme]}{path}"
    return (with_port, without) if port and scheme == "http" else (without, with_port)
