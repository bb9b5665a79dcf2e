"""The packages, each built once for all tests; what the function calls, and the function itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import SEED
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests.on_lambda import build
from tests.on_lambda.build import ACCOUNT_SID, AUTH_TOKEN, PLAN, REGION
from tests.on_lambda.hanging import Hanging
from tests.on_lambda.recorder import Recorder
from tests.on_lambda.services import AWS_ACCOUNT, TABLE, TOKEN_PARAMETER, Services, asks_aws_to
from tests.on_lambda.unpacked_function import Function, unpacked

PackageFor = Callable[[str], Path]


@pytest.fixture(scope="session")
def package_for(tmp_path_factory: pytest.TempPathFactory) -> PackageFor:
    """Return a function that builds the package for a version of Python, once; it skips the test if there is none."""

    @cache
    def made(version: str) -> Path:
        interpreter = build.python(version)
        if interpreter is None:
            pytest.skip(f"NOT CHECKED: Python {version} is not on this machine")
        return build.packaged(tmp_path_factory.mktemp("package"), version, interpreter)

    return made


@pytest.fixture
def services() -> Iterator[Services]:
    with ExitStack() as stack:
        endpoint = stack.enter_context(embedded_aws())
        recorder = Recorder(endpoint)
        table = Hanging(recorder, asks_aws_to("PutItem"))
        secrets = Hanging(table, asks_aws_to("GetParameter"))
        centre = Centre(PLAN, seed=SEED, opened_at=time.time() - 3600)
        account = accounts.Account(sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, centres=(centre,))
        taskrouter = Hanging(create_api([account], time.time), lambda asked: "Statistics" in asked["PATH_INFO"])
        environ = {
            "AWS_ENDPOINT_URL": stack.enter_context(serve(secrets)),
            "AWS_ACCESS_KEY_ID": AWS_ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "TASKROUTER_URL": stack.enter_context(serve(taskrouter)),
        }
        found = Services(endpoint, recorder, table, secrets, taskrouter, environ)
        stack.callback(table.release)
        stack.callback(secrets.release)
        stack.callback(taskrouter.release)
        create(found.client("dynamodb"), TABLE, lambda _: None)
        found.client("ssm").put_parameter(Name=TOKEN_PARAMETER, Value=AUTH_TOKEN, Type="SecureString")
        yield found


@pytest.fixture(scope="module")
def function(package_for: PackageFor, tmp_path_factory: pytest.TempPathFactory) -> Function:
    version = build.deployed_version()
    return unpacked(package_for(version), tmp_path_factory.mktemp("runtime"), version)
