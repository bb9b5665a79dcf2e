"""The files that a code host, an editor or a commit hook reads: they are valid, and name only what exists."""

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.pages import ROOT, one, text
from tests.requirements import pinned

WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def parsed(file: Path) -> Any:
    return yaml.safe_load(text(file))


def job() -> dict[str, Any]:
    found: dict[str, Any] = one(list(parsed(WORKFLOW)["jobs"].values()))
    return found


def make_targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):", text(ROOT / "Makefile"), re.MULTILINE))


def test_the_workflow_runs_what_ci_runs_on_every_supported_python() -> None:
    oldest = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["requires-python"]

    assert job()["strategy"]["matrix"] == {"python": PYTHONS}
    assert f">={PYTHONS[0]}" == oldest
    ran = [step["run"] for step in job()["steps"] if "run" in step]
    assert ran == [".ci/run"]
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_workflow_may_only_read() -> None:
    assert parsed(WORKFLOW)["permissions"] == {"contents": "read"}
    assert "permissions" not in job()
    assert "secrets." not in text(WORKFLOW)


def test_every_action_is_pinned_to_a_commit_and_says_which_release_it_is() -> None:
    used = re.findall(r"uses: *(.*)", text(WORKFLOW))

    assert len(used) == 2
    assert [each for each in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", each)] == []


def test_updates_are_looked_for_wherever_a_version_is_pinned() -> None:
    updates = parsed(ROOT / ".github" / "dependabot.yml")["updates"]

    assert {(each["package-ecosystem"], each["directory"]) for each in updates} == {
        ("pip", "/"),
        ("github-actions", "/"),
    }


def test_the_commit_hooks_run_the_tools_of_the_virtual_environment() -> None:
    repository = one(parsed(ROOT / ".pre-commit-config.yaml")["repos"])

    commands = [shlex.split(hook["entry"]) for hook in repository["hooks"]]
    assert repository["repo"] == "local"
    assert {hook["language"] for hook in repository["hooks"]} == {"system"}
    assert [Path(command[0]).name for command in commands] == ["ruff", "ruff", "mypy"]
    assert {str(Path(command[0]).parent) for command in commands} == {".venv/bin"}
    assert [command for command in commands if not Path(sys.executable).with_name(Path(command[0]).name).exists()] == []


def test_the_devcontainer_is_of_a_supported_python_and_shows_the_demo() -> None:
    described = json.loads(text(ROOT / ".devcontainer" / "devcontainer.json"))

    assert described["image"].removeprefix("python:") in PYTHONS
    command, target = described["postCreateCommand"].split()
    assert command == "make"
    assert target in make_targets()


@pytest.mark.parametrize("pattern", [r"^\.\*$", r"^\*\.md$"])
def test_none_of_them_is_deployed(pattern: str) -> None:
    base = json.loads(text(ROOT / "zappa_settings.json"))["base"]

    assert [each for each in (*base["exclude"], *base["exclude_glob"]) if re.match(pattern, each)]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-runtime", "requirements-server"])
def test_every_package_is_pinned_to_a_version_and_to_the_contents_of_its_files(name: str) -> None:
    """With `--require-hashes`, pip refuses a file of another content."""
    locked = pinned(ROOT / f"{name}.txt")

    assert [str(each) for each in locked if not re.fullmatch(r"==[^*]+", str(each.specifier))] == []
    assert [str(each) for each, hashes in locked.items() if not hashes] == []
    assert {kind for hashes in locked.values() for kind in hashes if not kind.startswith("sha256:")} == set()
    chosen = [line for line in text(ROOT / f"{name}.in").splitlines() if not line.startswith("-r ")]
    assert {Requirement(line).name for line in chosen} <= {each.name for each in locked}
