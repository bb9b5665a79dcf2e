"""The URL that Twilio signed, for every way to deploy, and the keys that may have signed it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ivr.app import create_app
from simulator.caller.phone.signing import SharedKey, Signer, Token
from tests.fakes.memory_table import MemoryTable
from tests.ivr.phone_under_test import BANK, CLAIMS, LOANS, NOW, TRAVEL
from waittimes.settings.config import Config
from waittimes.settings.secret import Secret

FORM = {"CallSid": "CA" + "9" * 32, "To": CLAIMS.numbers[0], "FromCity": "", "CallToken": "a+b/c="}
TOKEN = Token(TRAVEL.auth_tokens[0].reveal())
API = "a1b2c3.execute-api.eu-west-1.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Deployment:
    """How a request for /voice/claims reaches the app, and the URL that Twilio called."""

    called: str
    host: str
    script_name: str = ""
    path: str = "/voice/claims"
    event: Mapping[str, Any] | None = None
    public_url: str | None = None
    """`public_url` in the settings; None for the called URL without the path, "" for no setting."""

    def answers(self, signer: Signer, fields: Mapping[str, str] = FORM, signed: str = "") -> int:
        """Return the status for this form, signed for the URL called or another."""
        public_url = self.called.removesuffix("/voice/claims") if self.public_url is None else self.public_url
        config = Config(accounts=(KEYED, BANK), lines=(replace(CLAIMS, account=KEYED), LOANS), public_url=public_url)
        builder = EnvironBuilder(
            self.path,
            method="POST",
            data=dict(fields),
            base_url=f"https://{self.host}{self.script_name}",
            headers=list(signer.headers(signed or self.called, FORM.items()).items()),
        )
        environ = {**builder.get_environ(), **({"lambda.event": self.event} if self.event else {})}
        _, status, _ = run_wsgi_app(create_app(config, MemoryTable(), lambda: NOW), environ)
        return int(status.split(" ", 1)[0])


def v1(path: str, host: str) -> dict[str, Any]:
    return {"headers": {"Host": host}, "requestContext": {"path": path}}


def v2(path: str, host: str) -> dict[str, Any]:
    return {"version": "2.0", "headers": {"host": host}, "rawPath": path}


KEYED = replace(TRAVEL, shared_keys={"webhooks_sharedkey_1": Secret("ssm:/key", lambda: "the-shared-secret")})
OWN = "waits.example.com"
STAGED = f"https://{API}/production/voice/claims"
DEPLOYMENTS = {
    "REST, execute-api": Deployment(STAGED, API, "/production", event=v1("/production/voice/claims", API)),
    "REST, custom domain": Deployment(f"https://{OWN}/voice/claims", OWN, event=v1("/voice/claims", OWN)),
    "REST, custom domain, base_path set": Deployment(
        f"https://{OWN}/v1/voice/claims", OWN, "/v1", event=v1("/v1/voice/claims", OWN)
    ),
    "REST, custom domain, base_path not set": Deployment(
        f"https://{OWN}/v1/voice/claims", OWN, path="/v1/voice/claims", event=v1("/v1/voice/claims", OWN)
    ),
    "execute-api URL of a deployment that has a base_path": Deployment(
        STAGED, API, "/v1", event=v1("/production/voice/claims", API)
    ),
    "custom domain mapped without a stage": Deployment(
        f"https://{OWN}/production/voice/claims",
        OWN,
        path="/production/voice/claims",
        event=v1("/production/voice/claims", OWN),
    ),
    "HTTP API, named stage": Deployment(STAGED, API, "/production", event=v2("/production/voice/claims", API)),
    "HTTP API, $default": Deployment(f"https://{API}/voice/claims", API, event=v2("/voice/claims", API)),
    "HTTP API, mapping key, base_path set": Deployment(
        f"https://{OWN}/v1/voice/claims", OWN, "/v1", event=v2("/voice/claims", OWN)
    ),
    "HTTP API, mapping key, base_path not set": Deployment(
        f"https://{OWN}/v1/voice/claims", OWN, event=v2("/voice/claims", OWN)
    ),
    "function URL": Deployment(f"https://{API}/voice/claims", API, event=v2("/voice/claims", API)),
    "function URL behind CloudFront": Deployment(
        f"https://{OWN}/voice/claims", "xyz.lambda-url.eu-west-1.on.aws", event=v2("/voice/claims", "xyz.on.aws")
    ),
    "no gateway": Deployment(f"https://{OWN}/voice/claims", OWN, public_url=""),
    "REST, execute-api, no setting": Deployment(
        STAGED, API, "/production", event=v1("/production/voice/claims", API), public_url=""
    ),
}
TAMPERINGS: dict[str, Mapping[str, str]] = {
    "a field added": {**FORM, "Added": "1"},
    "a field dropped": {name: value for name, value in FORM.items() if name != "To"},
    "a field changed": {**FORM, "FromCity": "Rome"},
}


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_signed_call_is_let_in_and_no_tampering_is(name: str) -> None:
    here = DEPLOYMENTS[name]

    assert here.answers(TOKEN) == 200
    assert here.answers(SharedKey("webhooks_sharedkey_1", "the-shared-secret")) == 200
    assert {each: here.answers(TOKEN, fields) for each, fields in TAMPERINGS.items()} == dict.fromkeys(TAMPERINGS, 403)
    assert here.answers(Token("another-token")) == 403
    assert here.answers(Token("bank-token")) == 403
    assert here.answers(TOKEN, signed=here.called.replace("claims", "loans")) == 403
    assert here.answers(TOKEN, signed="https://elsewhere.example.com/voice/claims") == 403


PLAIN = DEPLOYMENTS["REST, custom domain"]


@pytest.mark.parametrize(
    "signer",
    [
        SharedKey("webhooks_sharedkey_1", "another-secret"),
        SharedKey("webhooks_sharedkey_2", "the-shared-secret"),
        SharedKey("", "the-shared-secret"),
        SharedKey("webhooks_sharedkey_1", TRAVEL.auth_tokens[0].reveal()),
        Token("the-shared-secret"),
    ],
)
def test_a_shared_key_opens_only_under_its_own_name_and_by_its_own_algorithm(signer: Signer) -> None:
    assert PLAIN.answers(signer) == 403


class Claiming:
    """Signs with the auth token by SHA-1, and claims something else."""

    def __init__(self, settings: str) -> None:
        self._settings = settings

    def headers(self, url: str, fields: Any) -> dict[str, str]:
        return {**TOKEN.headers(url, fields), "X-Twilio-Webhooks-Signature-Settings": self._settings}


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ("key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", 403),
        ("key=webhooks_sharedkey_1,algorithm=NONE", 403),
        ("algorithm=HMAC_SHA256", 403),
        ("algorithm=none", 403),
        ("nonsense", 200),
    ],
)
def test_a_claim_in_the_header_never_weakens_the_check(settings: str, status: int) -> None:
    assert PLAIN.answers(Claiming(settings)) == status
