"""Builds the package as docs/deploy.md says: a fresh clone, its own virtual environment, Zappa's command line."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from simulator.centre.example import example_plan
from simulator.centre.plan import Plan, steady
from simulator.centre.sids import sid
from tests.pages import ROOT

CROWD_A_MINUTE = 4.0
"""More calls, of five minutes each, than twelve agents can answer."""


def _crowded(plan: Plan, name: str) -> Plan:
    """Return the plan with more callers for one queue than its agents can answer, so that some wait at any time."""
    queues = [
        replace(queue, demand=replace(queue.demand, rates=steady(CROWD_A_MINUTE)))
        if queue.friendly_name == name
        else queue
        for queue in plan.task_queues
    ]
    return replace(plan, task_queues=tuple(queues))


PLAN = _crowded(example_plan(), "Sales")
SALES = next(queue for queue in PLAN.task_queues if queue.friendly_name == "Sales")
ACCOUNT_SID, AUTH_TOKEN = sid("AC", "of a deployment"), sid("", "token of a deployment")
REGION, BUCKET = "eu-west-1", "zappa-packages-of-a-test"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
"""The version of Python that runs the tests."""
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
"""The versions of Python that docs/deploy.md promises."""
INSTALLING = ("PIP_", "SSL_", "REQUESTS_")
"""Prefixes of the environment variables that say where packages come from."""


def installing() -> dict[str, str]:
    """Return the variables of this process's environment that installing a package needs."""
    return {name: value for name, value in os.environ.items() if name.startswith(INSTALLING)}


def python(version: str) -> Path | None:
    """Return the interpreter of this version ("3.12"); None if none on this machine starts."""
    if version == HERE:
        return Path(sys.executable)
    shown = "import sys; print(sys.executable)"
    for found in filter(None, [shutil.which(f"python{version}"), *_beside_this_one(version)]):
        run = subprocess.run([found, "-c", shown], capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return Path(run.stdout.strip())
    return None


def _beside_this_one(version: str) -> list[str]:
    """Return the interpreters that pyenv has installed next to this one."""
    return [str(each) for each in sorted(Path(sys.base_prefix).parent.glob(f"{version}.*/bin/python{version}"))]


def shipped_version() -> str:
    """Return the version of Python that zappa_settings.json deploys."""
    runtime: str = json.loads((ROOT / "zappa_settings.json").read_text(encoding="utf-8"))["base"]["runtime"]
    return runtime.removeprefix("python")


@cache
def deployed_version() -> str:
    """Return the version of Python that the tests deploy: the shipped one, or their own if this machine lacks it."""
    return shipped_version() if python(shipped_version()) else HERE


def deployed_python() -> Path:
    """Return the interpreter that makes the packages of the tests."""
    return python(deployed_version()) or Path(sys.executable)


def environment(folder: Path, interpreter: Path, requirements: str) -> Path:
    """Make a virtual environment that holds these requirements and nothing else; return its interpreter."""
    subprocess.run([str(interpreter), "-m", "venv", "--without-pip", str(folder)], check=True)
    made = folder / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(made),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    subprocess.run([*pip, "-r", str(ROOT / requirements)], check=True, capture_output=True)
    return made


def clone(project: Path) -> None:
    """Copy the files that a fresh clone of this working tree would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes((ROOT / name).read_bytes())


def describe(project: Path, **base: Any) -> None:
    """Do what the page asks a person to do: fill in lines.toml and Zappa's settings."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    sids = {"AC": ACCOUNT_SID, "WS": PLAN.workspace.sid, "WW": PLAN.workflows[0].sid, "WQ": SALES.sid}
    for prefix, known in sids.items():
        lines = re.sub(rf"{prefix}[0-9a-f]{{32}}", known, lines)
    (project / "lines.toml").write_text(lines, encoding="utf-8")
    change_settings(project, "base", {"s3_bucket": BUCKET, "aws_region": REGION, **base})


def change_settings(project: Path, stage: str, changed: Mapping[str, Any]) -> None:
    """Write `changed` into a stage of Zappa's settings."""
    file = project / "zappa_settings.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    settings[stage] |= changed
    file.write_text(json.dumps(settings), encoding="utf-8")


def packaged(folder: Path, version: str, interpreter: Path) -> Path:
    """Return the zip that `zappa package` makes of a fresh clone, for this version of Python."""
    clone(folder / "project")
    describe(folder / "project", runtime=f"python{version}")
    made = environment(folder / "deploy", interpreter, "requirements.txt")
    package = folder / "package.zip"
    subprocess.run(
        [str(made.with_name("zappa")), "package", "production", "--output", str(package)],
        cwd=folder / "project",
        # Zappa asks the package index about its own next version; the proxy keeps it from reaching anybody.
        env={"PATH": os.defpath, "VIRTUAL_ENV": str(folder / "deploy"), "HTTPS_PROXY": "http://127.0.0.1:9"},
        check=True,
        capture_output=True,
    )
    return package
