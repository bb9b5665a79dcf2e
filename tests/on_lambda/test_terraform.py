"""The way out of Zappa: what Terraform makes of `make package`'s zip polls on its schedule and answers calls."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.on_lambda import build
from tests.on_lambda.build import AUTH_TOKEN, PLAN, REGION
from tests.on_lambda.services import TOKEN_PARAMETER
from tests.on_lambda.site import FUNCTION, ROOT_KEYS, TABLE, Site, site, within
from tests.pages import ROOT
from tests.terraform_program import Terraform, initialised

pytestmark = [pytest.mark.on_lambda, pytest.mark.timeout(900)]

FIRES_WITHIN_SECONDS = 150
"""A minute, and the time that a poll may take on a busy machine."""
WITHOUT_ASKING = ("-auto-approve", "-input=false", "-no-color")


@pytest.fixture(scope="module")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    return initialised(tmp_path_factory.mktemp("program") / "terraform")


@pytest.fixture(scope="module")
def there(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield what Terraform has made, on an AWS that enforces permissions; Zappa has only packed."""
    with site(tmp_path_factory.mktemp("site")) as found:
        python = f"RUNTIME_PYTHON={build.deployed_python()}"
        subprocess.run(["make", "package", python], cwd=found.project, env=found.environ, check=True)
        applied = terraform.run("apply", *WITHOUT_ASKING, **as_root(found), **variables(found))
        assert applied.returncode == 0, applied.stderr
        (webhook,) = re.findall(r'voice_webhook = "\w+://(.*)/voice#rc=2', applied.stdout)
        found.address = f"https://{webhook}"
        found.root("ssm").put_parameter(Name=TOKEN_PARAMETER, Value=AUTH_TOKEN, Type="SecureString", Overwrite=True)
        yield found


def variables(there: Site) -> dict[str, str]:
    """Return what the operator writes into terraform.tfvars, and what this machine needs besides."""
    of_this_machine = {"AWS_ENDPOINT_URL": there.endpoint, "TASKROUTER_URL": there.taskrouter_url}
    return {
        "TF_VAR_region": REGION,
        "TF_VAR_workspaces": json.dumps({"main": [PLAN.workspace.sid]}),
        "TF_VAR_package": str(there.project / "build" / "package.zip"),
        "TF_VAR_runtime": f"python{build.deployed_version()}",
        "TF_VAR_environment": json.dumps(of_this_machine),
    }


def as_root(there: Site) -> dict[str, str]:
    """Return the variables of a terminal that may do everything in this AWS."""
    return {
        "AWS_ENDPOINT_URL": there.endpoint,
        "AWS_ACCESS_KEY_ID": ROOT_KEYS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": ROOT_KEYS["aws_secret_access_key"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_the_schedule_fires_by_itself_and_the_wait_is_spoken(there: Site) -> None:
    assert within(FIRES_WITHIN_SECONDS, lambda: there.measured_at() > 0), there.logged()[-3000:]
    time.sleep(5.5)  # a page is remembered for five seconds

    caller = there.calls()

    assert re.search(r"\d", " ".join(caller.heard_everything)), caller.heard_everything
    assert caller.waits_for_an_agent()
    assert caller.waits_for_the_end()


def test_check_finds_nothing_wrong_with_it(there: Site) -> None:
    command = [sys.executable, "-m", "ops", "check", "production"]
    environ = {**there.environ, **as_root(there), "PYTHONPATH": str(ROOT)}
    checked = subprocess.run(
        command, cwd=there.project, env=environ, capture_output=True, text=True, check=False
    ).stdout

    assert f":function:{FUNCTION}" in checked
    assert "ok   lines.toml: as deployed" in checked
    assert "ok   schedule: rate(1 minute)" in checked
    assert f"ok   the table {TABLE} can be read and written" in checked


def test_the_token_is_not_in_terraforms_state(there: Site, terraform: Terraform) -> None:
    refreshed = terraform.run("apply", "-refresh-only", *WITHOUT_ASKING, **as_root(there), **variables(there))
    state = Path(terraform.folder, "terraform.tfstate").read_text(encoding="utf-8")

    assert refreshed.returncode == 0, refreshed.stderr
    assert (
        there.root("ssm").get_parameter(Name=TOKEN_PARAMETER, WithDecryption=True)["Parameter"]["Value"] == AUTH_TOKEN
    )
    assert TOKEN_PARAMETER in state
    assert AUTH_TOKEN not in state
