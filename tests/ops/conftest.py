"""A deployed function and the operator's terminal, for each test that looks at one."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.embedded_aws import embedded_aws
from simulator.server import serve
from tests.ops.deployment_under_check import ACCOUNT_SID, AWS_ACCOUNT, LINES, PLAN, REGION, SECRET, TOKEN, Deployment
from tests.zappa_stage import SETTINGS


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with embedded_aws() as found:
        yield found


@pytest.fixture
def there(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """Yield a deployment without a fault, in an otherwise empty AWS, and a terminal in its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "TABLE", "LINES_FILE", "TASKROUTER_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": AWS_ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    now = time.time()
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(Centre(PLAN, seed=3, opened_at=now),))
    with serve(create_api([account], lambda: now)) as taskrouter:
        found = Deployment(endpoint, tmp_path, monkeypatch, taskrouter)
        settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
        (tmp_path / SETTINGS.name).write_text(json.dumps(settings), encoding="utf-8")
        (tmp_path / "lines.toml").write_text(LINES, encoding="utf-8")
        found.client("ssm").put_parameter(Name=SECRET, Value=TOKEN, Type="SecureString", Overwrite=True)
        create(found.client("dynamodb"), "task-queue-waits", lambda _: None)
        found.deploy()
        found.schedule()
        yield found
    requests.post(f"{endpoint}/_ministack/reset", timeout=5)
