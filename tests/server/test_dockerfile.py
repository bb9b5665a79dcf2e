"""The Dockerfile, of which the steps are executed in a clean folder: there is no engine here to build it with.

Packages are not fetched, but linked from this environment, in the versions that are pinned and no others. The user is
not made. What the container may not write is held against what has changed when it ends.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from simulator.embedded_aws import free_port
from tests.requirements import pinned
from tests.server.running_server import ROOT, RunningServer, folder_of_an_operator, wait_until

pytestmark = pytest.mark.slow

DOCKERFILE = ROOT / "server" / "Dockerfile"


def instructions() -> Iterator[tuple[str, str]]:
    """Yield each instruction of the Dockerfile with its arguments."""
    lines = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            name, _, arguments = line.partition(" ")
            yield name, arguments


def only(name: str) -> str:
    (arguments,) = [arguments for each, arguments in instructions() if each == name]
    return arguments


class CleanFolder:
    """A folder that stands for the root of the container, and a Python that has what was installed there alone."""

    def __init__(self, root: Path) -> None:
        self.root = root
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(root / "python")], check=True)
        self.bin = root / "python" / "bin"
        (self.site_packages,) = (root / "python" / "lib").glob("python*/site-packages")
        self.environ = {"PATH": str(self.bin)}

    def inside(self, text: str) -> str:
        """Return the text with the container's paths below the root."""
        return re.sub(r"(?<![\w./])/(?=app|data)", f"{self.root}/", text)

    def executes(self, name: str, arguments: str) -> None:
        if name == "ENV":
            pairs = (each.split("=", 1) for each in shlex.split(arguments))
            self.environ |= {key: self.inside(value.replace("sqlite:///", "")) for key, value in pairs}
            self.environ["TABLE"] = f"sqlite:///{self.environ['TABLE']}"
        elif name == "COPY":
            source, target = arguments.split()
            self.copies(ROOT / source, Path(self.inside(target)))
        elif name == "RUN" and arguments.startswith("pip install "):
            self.installs(Path(self.inside(arguments.rpartition(" ")[2])))
        elif name == "RUN" and arguments.startswith("python "):
            subprocess.run(shlex.split(self.inside(arguments)), env=self.environ, cwd=self.root, check=True)
        elif name == "WORKDIR":
            Path(self.inside(arguments)).mkdir()

    def copies(self, source: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)

    def installs(self, requirements: Path) -> None:
        for requirement in pinned(requirements):
            distribution = metadata.distribution(requirement.name)
            assert distribution.version in requirement.specifier, requirement.name
            for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
                link = self.site_packages / top
                if not link.exists():
                    link.symlink_to(str(distribution.locate_file(top)))

    def files(self) -> dict[str, float]:
        return {str(path): path.stat().st_mtime for path in (self.root / "app").rglob("*")}


def test_the_container_is_slim_and_runs_as_nobody_in_particular() -> None:
    assert re.fullmatch(r"python:3\.\d+-slim", only("FROM"))
    assert int(only("USER")) >= 1000
    assert only("VOLUME") == only("WORKDIR") == "/data"


def test_the_composition_can_write_its_volume_and_nothing_else() -> None:
    composition = (ROOT / "server" / "compose.yaml").read_text(encoding="utf-8")

    for needed in ("read_only: true", "- ALL", "no-new-privileges:true", "127.0.0.1:8000:8000", "waits:/data"):
        assert needed in composition, needed
    assert "dockerfile: server/Dockerfile" in composition


def test_the_steps_of_the_dockerfile_make_a_server_that_answers_and_writes_only_its_volume(tmp_path: Path) -> None:
    folder = CleanFolder(tmp_path / "root")
    for name, arguments in instructions():
        folder.executes(name, arguments)
    before, port = folder.files(), free_port()
    command, healthy = (json.loads(each.partition("CMD ")[2] or each) for each in (only("CMD"), only("HEALTHCHECK")))
    command, healthy = ([each.replace("8000", str(port)) for each in words] for words in (command, healthy))
    data = folder.root / "data"

    with folder_of_an_operator(data), (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [str(folder.bin / command[0]), *command[1:]],
            cwd=data,
            env=folder.environ,
            stdout=log,
            stderr=log,
            text=True,
        )
        server = RunningServer(process, port, tmp_path / "log")
        try:
            wait_until(lambda: server.health()["code"] == 200, process)
            assert any("estimated wait" in sentence for sentence in server.call())
            check = [str(folder.bin / healthy[0]), *healthy[1:]]
            assert subprocess.run(check, env=folder.environ, check=False).returncode == 0
            shell = [str(folder.bin / "python"), "-m", "ops", "show"]
            assert "Sales" in subprocess.check_output(shell, cwd=data, env=folder.environ, text=True)
        finally:
            assert server.ends() == 0

    assert subprocess.run(check, env=folder.environ, check=False, capture_output=True).returncode == 1
    assert folder.files() == before
    assert {path.name.removesuffix("-wal").removesuffix("-shm") for path in data.iterdir()} == {".env", "waits.db"}
    assert "--host" in command
    assert list((folder.root / "app" / "ivr" / "__pycache__").iterdir()), "it was compiled when it was built"
