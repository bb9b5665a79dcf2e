"""The function in a container, beside an AWS on this machine, and signed calls to it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from simulator.caller.phone.signing import Signer, Token
from simulator.centre.example import example_plan
from tests.addresses import Address
from tests.lambda_container import Container, container
from tests.zappa_stage import settings_module

ROOT = Path(__file__).parents[2]
PLAN = example_plan()
SALES = next(queue for queue in PLAN.task_queues if queue.friendly_name == "Sales")
WORKFLOW = PLAN.workflows[0]
ACCOUNT_SID, TOKEN = "AC" + "1" * 32, "token-nobody-may-see"
CALLER = "+15550177777"
FORM = {
    "AccountSid": ACCOUNT_SID,
    "CallSid": "CA" + "9" * 32,
    "CallStatus": "ringing",
    "Direction": "inbound",
    "From": CALLER,
    "FromCity": "",
    "CallerName": "SÃO TOMÉ & SÖHNE",
    "CallToken": "a+b/c=",
    "To": "+15550100001",
}
"""Twilio's fields of a call: one is blank, and one needs every kind of encoding."""


@dataclass(frozen=True, slots=True)
class Lambda:
    """Starts containers of the function with `environ`, in `folder`."""

    environ: dict[str, str]
    folder: Path

    def deployed(self, *, base_path: str = "", handler: str = "entry.function.handle", **variables: str) -> Any:
        """Return a context manager for a container deployed with these settings."""
        (self.folder / "zappa_settings.py").write_text(settings_module(self.folder, "production", base_path=base_path))
        given = {name: value for name, value in variables.items() if value}
        return container([self.folder, ROOT], self.environ | given, self.folder / "log", handler=handler)


def posted(
    there: Container, address: Address, route: str = "/voice", *, signer: Signer | None = None, **changed: str
) -> Any:
    """Return the answer to a signed form. `changed` replaces fields after signing."""
    headers = (signer or Token(TOKEN)).headers(address.called + route, FORM.items())
    return there.invoke(address.request(route, FORM | changed, headers))


def document(answer: Any) -> ET.Element:
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"] == "text/xml; charset=utf-8"
    assert not answer.get("isBase64Encoded")
    return ET.fromstring(answer["body"])  # noqa: S314 - our own answer


def assert_discreet(there: Container) -> None:
    """Assert that the container's log holds neither secrets nor phone numbers."""
    logged = there.logged()
    assert "call.announced" in logged
    assert TOKEN not in logged
    assert not re.search(r"5550[01]\d{5}", logged)
