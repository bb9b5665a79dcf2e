"""Where DynamoDB is reached and what signs for it, as AWS's environment variables say it on Lambda.

Whatever they leave to AWS's files, profiles, proxies or other partitions is for botocore to find: then there is none.
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
    """An endpoint, its region, and the credentials that it takes; `tls` is None where the endpoint is HTTP."""

    host: str
    port: int
    region: str
    credentials: Credentials
    tls: ssl.SSLContext | None

    @property
    def authority(self) -> str:
        """The host as a request names it: with a port that is not its scheme's own."""
        return self.host if self.port == (443 if self.tls else 80) else f"{self.host}:{self.port}"


def found(environ: Mapping[str, str]) -> Access | None:
    """Return the access that the environment describes completely, else None."""
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
    """Return the context of a client that trusts what the machine trusts, or the bundle that AWS's tools are given."""
    return ssl.create_default_context(cafile=environ.get("AWS_CA_BUNDLE") or environ.get("REQUESTS_CA_BUNDLE") or None)
