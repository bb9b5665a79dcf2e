"""The endpoint of DynamoDB and the credentials for it, as AWS's environment variables give them.

A configuration by AWS's files or profiles, a proxy or another partition is left to botocore.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ivr.dynamodb.signing import Credentials

REGION = re.compile(r"(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:gov-)?[a-z]+-[0-9]+")
"""The regions whose hosts end in amazonaws.com."""
LEFT_TO_BOTOCORE = (
    "AWS_CREDENTIAL_EXPIRATION AWS_DEFAULT_PROFILE AWS_PROFILE AWS_USE_DUALSTACK_ENDPOINT AWS_USE_FIPS_ENDPOINT"
    " ALL_PROXY HTTPS_PROXY HTTP_PROXY all_proxy https_proxy http_proxy"
).split()
FILES = {"AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}


@dataclass(frozen=True, slots=True)
class Access:
    """An endpoint, its region and its credentials. `tls` is None if the endpoint speaks plain HTTP."""

    host: str
    port: int
    region: str
    credentials: Credentials
    tls: ssl.SSLContext | None

    @property
    def authority(self) -> str:
        """The Host header's value: with the port, unless it is the default port of the scheme."""
        return self.host if self.port == (443 if self.tls else 80) else f"{self.host}:{self.port}"


def from_environment(environ: Mapping[str, str]) -> Access | None:
    """Return the access that `environ` describes; None if the description is incomplete or needs botocore."""
    region = environ.get("AWS_DEFAULT_REGION", "")
    key, secret = environ.get("AWS_ACCESS_KEY_ID", ""), environ.get("AWS_SECRET_ACCESS_KEY", "")
    if not (key and secret and REGION.fullmatch(region)) or _needs_botocore(environ):
        return None
    url = urlsplit(_endpoint(environ) or f"https://dynamodb.{region}.amazonaws.com")
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/") or url.query:
        return None
    tls = _tls(environ) if url.scheme == "https" else None
    credentials = Credentials(key, secret, environ.get("AWS_SESSION_TOKEN", ""))
    return Access(url.hostname, url.port or (443 if tls else 80), region, credentials, tls)


def _needs_botocore(environ: Mapping[str, str]) -> bool:
    files = (Path(environ.get(name) or usual).expanduser() for name, usual in FILES.items())
    return any(environ.get(name) for name in LEFT_TO_BOTOCORE) or any(each.exists() for each in files)


def _endpoint(environ: Mapping[str, str]) -> str:
    if environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    return environ.get("AWS_ENDPOINT_URL_DYNAMODB") or environ.get("AWS_ENDPOINT_URL", "")


def _tls(environ: Mapping[str, str]) -> ssl.SSLContext:
    """Return a client's TLS context. It trusts the bundle that AWS's variables name, else what the machine trusts."""
    return ssl.create_default_context(cafile=environ.get("AWS_CA_BUNDLE") or environ.get("REQUESTS_CA_BUNDLE") or None)
