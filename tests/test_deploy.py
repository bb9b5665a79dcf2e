"""What is deployed: Zappa's settings, and the package that it builds from them."""

import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import pytest

from simulator.caller.phone.signing import Token
from simulator.centre.sids import sid
from tests import addresses
from tests.lambda_container import container
from tests.requirements import pinned
from tests.zappa_stage import SETTINGS, loaded

pytestmark = pytest.mark.slow

ROOT = SETTINGS.parent
STAGES = ("dev", "production")
SCHEDULED = "poller.handler.refresh"
STAYS_HERE = {
    *("assets", "benchmarks", "deployment", "docs", "ops", "server", "simulator", "tests"),
    *("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "zappa_settings.json"),
    *(
        f"requirements{part}"
        for part in (".in", ".txt", "-dev.in", "-dev.txt", "-runtime.in", "-runtime.txt", "-server.in", "-server.txt")
    ),
}
A_SECRET = "nobody-may-read-this-in-a-package"


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_serves_the_phone_and_polls_every_minute(tmp_path: Path, stage: str) -> None:
    with loaded(tmp_path, stage) as zappa:
        assert zappa.lambda_name == f"taskrouter-wait-times-{stage}"
        assert zappa.app_function == "ivr.wsgi.app"
        assert zappa.lambda_handler == "entry.function.handle"
        assert zappa.runtime == "python3.13"
        assert (zappa.memory_size, zappa.timeout_seconds) == (512, 60)
        assert [dict(event) for event in zappa.stage_config["events"]] == [
            {"function": SCHEDULED, "expression": "rate(1 minute)"}
        ]


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_logs_events_shows_tracebacks_or_warms_what_the_poller_keeps_warm(tmp_path: Path, stage: str) -> None:
    """With its defaults, Zappa would write every caller's number into the log."""
    with loaded(tmp_path, stage) as zappa:
        assert (zappa.debug, zappa.log_level) == (False, "INFO")
        assert zappa.stage_config["keep_warm"] is False


def test_the_page_names_the_settings_of_arm64_and_snapstart_as_zappa_reads_them(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    written = dict(re.findall(r'add `"(architecture|snap_start)": "(\w+)"`', page))

    assert written.keys() == {"architecture", "snap_start"}
    with loaded(tmp_path, "production", **written) as cli:
        assert cli.zappa.architecture == "arm64"
        assert cli.snap_start == "PublishedVersions"


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_needs_more_than_the_virtual_environment_holds(tmp_path: Path, stage: str) -> None:
    with loaded(tmp_path, stage) as zappa:
        assert zappa.stage_config["use_precompiled_packages"] is False
        assert zappa.binary_support is True, "without it no field of a form arrives"


def test_the_stages_share_all_their_settings_and_no_table(tmp_path: Path) -> None:
    settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
    tables = []
    for stage in STAGES:
        assert settings[stage].keys() <= {"extends", "attach_policy", "aws_environment_variables"}
        with loaded(tmp_path, stage) as zappa:
            tables.append(zappa.aws_environment_variables.get("TABLE"))

    assert tables == ["task-queue-waits-dev", None]


def test_the_schedule_finds_its_function_by_a_name_that_aws_and_zappa_accept(tmp_path: Path) -> None:
    with loaded(tmp_path, "production") as zappa:
        (event,) = zappa.stage_config["events"]
        rule = zappa.zappa.get_scheduled_event_name(event, event["function"], zappa.lambda_name)

    assert re.fullmatch(r"[._A-Za-z0-9]{1,63}", SCHEDULED)
    assert rule.rpartition("-")[2] == SCHEDULED
    assert addresses.recorded("schedule")["resources"] == [f"arn:aws:events:eu-west-1:123456789012:rule/{rule}"]


def test_the_scheduled_function_is_there_and_takes_an_event_and_a_context() -> None:
    module, _, name = SCHEDULED.rpartition(".")
    parameters = inspect.signature(getattr(import_module(module), name)).parameters.values()

    assert [(each.name, each.default) for each in parameters] == [
        ("event", inspect.Parameter.empty),
        ("context", inspect.Parameter.empty),
    ]


def texts(value: Any) -> list[str]:
    """Return every text in the settings, keys included."""
    if isinstance(value, dict):
        return [text for key, each in value.items() for text in [key, *texts(each)]]
    return [text for each in value for text in texts(each)] if isinstance(value, list) else [str(value)]


def test_the_settings_hold_no_secret() -> None:
    settings = json.loads(SETTINGS.read_text(encoding="utf-8"))
    looks_secret = re.compile(r"(?i)token|secret|password|api_key|AC[0-9a-f]{32}|SK[0-9a-f]{32}|[0-9a-zA-Z/+]{32,}")

    assert [text for text in texts(settings) if looks_secret.search(text)] == []
    assert all("environment_variables" not in stage for stage in settings.values()), (
        "Zappa writes them into the package"
    )


def linked(folder: Path, *paths: Path) -> Path:
    """Return the folder with these files and folders in it."""
    folder.mkdir(parents=True)
    for path in paths:
        (folder / path.name).symlink_to(path)
    return folder


def installed(requirements: Path) -> list[Path]:
    """Return what the packages in a file of requirements have put into site-packages."""
    found = set()
    for requirement in pinned(requirements):
        distribution = metadata.distribution(requirement.name)
        tops = {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}
        found |= {Path(str(distribution.locate_file(top))) for top in tops}
    return sorted(found)


def of_this_python(settings: Path) -> None:
    """Let the settings deploy the Python of the tests, whatever they ship."""
    shipped = settings.read_text(encoding="utf-8")
    settings.unlink()
    settings.write_text(re.sub(r"python3\.\d+", f"python3.{sys.version_info.minor}", shipped), encoding="utf-8")


def packed(folder: Path, output: Path) -> None:
    """Let Zappa package the folder with only two installed packages, because it treats all packages alike."""
    site_packages = folder.parent / "deploy" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    linked(site_packages, *(path for path in installed(ROOT / "requirements.txt") if path.name in {"flask", "boto3"}))
    linked(site_packages / "botocore", Path(str(metadata.distribution("botocore").locate_file("botocore/docs"))))
    environ = {
        "PATH": os.defpath,
        "VIRTUAL_ENV": str(folder.parent / "deploy"),
        # Zappa asks the package index for its own next version. The test must not reach the index.
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    subprocess.run(
        [sys.executable, "-B", "-m", "zappa.cli", "package", "production", "--output", str(output)],
        cwd=folder,
        env=environ,
        check=True,
        capture_output=True,
    )


def test_the_package_holds_the_phone_and_the_poller_and_answers_a_call_without_the_rest(tmp_path: Path) -> None:
    project, package, code = linked(tmp_path / "project", *ROOT.iterdir()), tmp_path / "package.zip", tmp_path / "code"
    of_this_python(project / "zappa_settings.json")
    (project / ".env").unlink(missing_ok=True)
    (project / ".env").write_text(f"TWILIO_AUTH_TOKEN={A_SECRET}")

    packed(project, package)
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(code)

    top = {path.name for path in code.iterdir()}
    assert {path.name for path in ROOT.iterdir()} >= STAYS_HERE
    assert top & STAYS_HERE == set()
    assert [name for name in top if name.startswith(".")] == []
    assert top >= {"ivr", "poller", "waittimes", "lines.toml", "entry", "flask", "boto3", "zappa_settings.py"}
    assert "handler.py" not in top, "Zappa's own handler runs what an event names"
    assert (code / "botocore" / "docs" / "__init__.py").exists(), "without it boto3 makes no client"
    assert (code / "entry" / "__pycache__").exists(), "a module that is not compiled is compiled at each cold start"
    assert not any(A_SECRET.encode() in path.read_bytes() for path in code.rglob("*") if path.is_file())
    shutil.rmtree(code / "botocore")
    assert_answers([code, linked(tmp_path / "packages", *installed(ROOT / "requirements.txt"))], tmp_path / "log")


def assert_answers(code: Sequence[Path], log: Path) -> None:
    """Assert that the code answers a call with nothing else installed and no AWS in reach."""
    address, token = addresses.REST_API, "token-of-a-package"
    form = {"CallSid": "CA" + "9" * 32, "To": "+15550100001"}
    environ = {
        "TWILIO_ACCOUNT_SID": sid("AC", "package"),
        "TWILIO_AUTH_TOKEN": token,
        "TWILIO_WORKSPACE_SID": sid("WS", "package"),
        "WORKFLOW_SID": sid("WW", "package"),
        "TASK_QUEUE_SID": sid("WQ", "package"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    with container(code, environ, log, flags=["-I", "-S"]) as there:
        headers = Token(token).headers(f"{address.called}/voice", form.items())
        answer = there.invoke(address.request("/voice", form, headers))

    assert answer["statusCode"] == 200
    assert f'workflowSid="{environ["WORKFLOW_SID"]}"' in answer["body"]
