"""AWS's Signature Version 4 for a request to DynamoDB. Pure.

The steps are those of "Create a signed AWS API request" in the IAM User Guide.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime

CONTENT_TYPE = "application/x-amz-json-1.0"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials that sign a request. `token` is that of a temporary session, or ""."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str = field(default="", repr=False)


def headers(  # noqa: PLR0913 - all of them are signed
    credentials: Credentials, *, host: str, region: str, target: str, body: bytes, now: float
) -> dict[str, str]:
    """Return the headers of a signed POST to "/"; `now` is in seconds since the epoch."""
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {"content-type": CONTENT_TYPE, "host": host, "x-amz-date": moment}
    signed |= {"x-amz-security-token": credentials.token} if credentials.token else {}
    signed |= {"x-amz-target": target}
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/dynamodb/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return {name: value for name, value in signed.items() if name != "host"} | {"authorization": authorization}
