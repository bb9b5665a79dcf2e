"""The headers of every answer: nothing is loaded from elsewhere, framed, guessed, or kept by proxies."""

from flask import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; media-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Content Security Policy, level 3 (W3C)."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
"""A view may set any of them otherwise for its own answer."""


def add(response: Response) -> Response:
    """Return the answer with these headers, and for no shared cache unless the view has said otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers:
        # After signing out, no page may come back from a browser's memory.
        response.headers["Cache-Control"] = "no-store" if response.mimetype == "text/html" else "private, no-cache"
        response.vary.add("Cookie")
    return response
