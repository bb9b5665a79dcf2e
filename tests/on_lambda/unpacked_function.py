"""The package, unpacked beside an interpreter that holds AWS's runtime client alone, and calls to it."""

import zipfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from simulator.caller.phone.signing import Token
from tests import addresses
from tests.on_lambda import build
from tests.on_lambda.build import ACCOUNT_SID, AUTH_TOKEN, PLAN
from tests.on_lambda.runtime_api import Sandbox, sandbox
from tests.on_lambda.services import Services

SCHEDULE = addresses.recorded("schedule")
FORM = {"AccountSid": ACCOUNT_SID, "CallSid": "CA" + "7" * 32, "From": "+15550177777", "To": "+15550100001"}
POLLED = {"main": {"listed": 6, "refreshed": 6, "failed": 0}}


@dataclass(frozen=True, slots=True)
class Function:
    """The unpacked package, and an interpreter that holds awslambdaric and nothing else."""

    python: Path
    code: Path
    folder: Path

    def started(self, services: Services, **variables: str) -> AbstractContextManager[Sandbox]:
        """Return a context manager for a sandbox of the function."""
        return sandbox(self.python, self.code, {**services.environ, **variables}, self.folder / "log")


def unpacked(package: Path, folder: Path, version: str) -> Function:
    """Unpack the package, and make an interpreter for it."""
    interpreter = build.python(version)
    assert interpreter is not None
    made = build.environment(folder / "runtime", interpreter, "requirements-runtime.txt")
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(folder / "code")
    return Function(made, folder / "code", folder)


def call(there: Sandbox, route: str = "/voice") -> str:
    """Return the answer to a signed call."""
    headers = Token(AUTH_TOKEN).headers(addresses.REST_API.called + route, FORM.items())
    answer = there.invoke(addresses.REST_API.request(route, FORM, headers))
    assert answer["statusCode"] == 200, answer
    return str(answer["body"])


def is_enqueued(answer: str) -> bool:
    return f'workflowSid="{PLAN.workflows[0].sid}"' in answer
