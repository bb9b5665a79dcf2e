"""The architecture: who may import whom, who may import a package from outside, and how large code may grow."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest

ROOT = Path(__file__).parents[1]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
"""Every folder of the top level that holds modules. Read from the disk, so that a new folder is checked too."""
DEPLOYED = ("entry", "ivr", "poller", "waittimes")
MOST_LINES_OF_A_MODULE = 250
MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_TEST = 40, 50
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core"}


def modules(*rooms: str) -> dict[str, Path]:
    """Return the files of these rooms by the names under which they are imported."""
    files = sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Yield every dotted name that the file imports, at its top or inside functions."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def importers(*prefixes: str) -> set[str]:
    """Return the deployed modules that import a dotted name with one of these prefixes."""
    return {
        module
        for module, path in modules(*DEPLOYED).items()
        if any(name == prefix or name.startswith(f"{prefix}.") for name in imported(path) for prefix in prefixes)
    }


def contracts() -> dict[str, Any]:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    return settings


def test_every_room_is_held_by_the_contracts() -> None:
    layers = [re.split(r" \| ", layer) for layer in contracts()["contracts"][0]["layers"]]

    assert contracts()["root_packages"] == ROOMS
    assert sorted(room for layer in layers for room in layer) == ROOMS


def test_only_the_deployed_rooms_are_packed() -> None:
    left_out = json.loads((ROOT / "zappa_settings.json").read_text(encoding="utf-8"))["base"]["exclude_glob"]

    assert sorted({*ROOMS} - {*left_out}) == sorted(DEPLOYED)


def test_imports_go_only_where_the_contracts_allow() -> None:
    # In a process of its own: import-linter's command silences every logger it finds.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]

    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


def test_nothing_but_the_benchmarks_imports_the_tests() -> None:
    below = modules(*{*ROOMS} - {"benchmarks"}).items()
    names = {module: [name for name in imported(path) if name.split(".")[0] == "tests"] for module, path in below}

    assert {module: found for module, found in names.items() if found} == {}


def test_what_both_rooms_agree_on_is_used_by_both() -> None:
    graph = grimp.build_graph("ivr", "poller", "waittimes", cache_dir=None)

    def users(module: str) -> set[str]:
        return {each.partition(".")[0] for each in graph.find_downstream_modules(module)}

    # These are agreed on as a whole: the poller reads workflows, and the phone alone follows them.
    wholes = {"waittimes.routing", "waittimes.callbacks", "waittimes.voicemails"}
    for each in wholes:
        graph.squash_module(each)
    shared = {module for module, path in modules("waittimes").items() if path.name != "__init__.py"} & graph.modules
    # The poller writes the history, and people read it: no call needs it.
    shared -= {module for module in shared if module.startswith("waittimes.history.")}
    shared |= wholes
    assert {module: lacking for module in shared if (lacking := {"ivr", "poller"} - users(module))} == {}


@pytest.mark.parametrize(
    ("door", "beyond"),
    [
        ("waittimes.aws", ("boto3", "botocore")),
        ("poller.taskrouter.client", ("twilio.rest",)),
        ("poller.taskrouter.answers", ("twilio.base",)),
        ("poller.taskrouter.transport", ("twilio.http.http_client", "requests.adapters", "tenacity")),
        ("ivr.twiml", ("twilio.twiml",)),
        ("ivr.signature", ("twilio.request_validator",)),
        ("waittimes.callbacks.number", ("phonenumbers",)),
    ],
)
def test_each_package_outside_has_one_door(door: str, beyond: tuple[str, ...]) -> None:
    assert importers(*beyond) == {door}


def test_only_the_configuration_reads_the_environment() -> None:
    ways = {f"os.{name}" for name in ("environ", "environb", "getenv", "getenvb")}

    def reads_environment(path: Path) -> bool:
        attributes = (ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
        return bool(ways.intersection(attributes) or ways.intersection(imported(path)))

    assert [module for module, path in modules(*DEPLOYED).items() if reads_environment(path)] == [
        "waittimes.settings.loading"
    ]


NEVER_LOADED_BY_THE_ESTIMATOR = ("boto3", "botocore", "twilio", "requests", "flask", "logging", "threading")


def test_importing_the_estimator_loads_nothing_that_does_io() -> None:
    program = "import sys, poller.estimation; print(*sys.modules)"

    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert loaded.isdisjoint(NEVER_LOADED_BY_THE_ESTIMATOR)
    assert {name for name in run.stdout.split() if name.startswith("waittimes.")} <= {
        "waittimes.score",
        "waittimes.wait",
    }


LOOKOUT = """
import importlib, json, os, sys

root, names = sys.argv[1], sys.argv[2:]
seen = []

def look(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "_thread.start_new_thread"):
        seen.append(f"{event} while importing {current}")
    if event == "open" and isinstance(details[0], str):
        path, _, flags = details
        ours = path.startswith(root) and not path.startswith(sys.prefix) and not path.endswith((".py", ".pyc"))
        clients = "/botocore/data/" in path
        if ours or clients or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(f"{path} while importing {current}")

sys.path.insert(0, root)
sys.addaudithook(look)
for current in names:
    importlib.import_module(current)
print(json.dumps(seen))
"""
"""Imports modules and prints which files, sockets, threads and processes that opened."""


def opened_by_importing(*names: str, root: Path = ROOT) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-B", "-c", LOOKOUT, str(root), *names],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    opened: list[str] = json.loads(run.stdout.splitlines()[-1])
    return opened


def test_importing_a_module_opens_nothing() -> None:
    assert opened_by_importing(*(modules(*ROOMS).keys() - {"ivr.wsgi", "entry.function"})) == []


def test_the_lookout_above_sees_what_is_opened(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").touch()
    (tmp_path / "reads.py").write_text("import pathlib; pathlib.Path(__file__).with_name('settings.toml').read_text()")
    (tmp_path / "asks.py").write_text("import boto3; boto3.client('dynamodb', region_name='eu-west-1')")
    (tmp_path / "calls.py").write_text("import socket; socket.socket().connect_ex(('127.0.0.1', 9))")

    opened = opened_by_importing("reads", "asks", "calls", root=tmp_path)

    assert {each.rpartition(" ")[2] for each in opened} == {"reads", "asks", "calls"}


def test_no_module_is_named_after_nothing() -> None:
    named = {module: set(module.split(".")) & NAMES_THAT_SAY_NOTHING for module in modules(*ROOMS)}

    assert {module: names for module, names in named.items() if names} == {}


def test_no_module_outgrows_a_reader() -> None:
    files = modules(*ROOMS, "tests").items()
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in files}

    assert {module: many for module, many in lines.items() if many > MOST_LINES_OF_A_MODULE} == {}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def outgrown(most_lines: int, *rooms: str) -> dict[str, int]:
    """Return the functions of these rooms that have more than `most_lines`, with the lines they have."""
    lines = {
        f"{module}.{each.name}": (each.end_lineno or 0) - each.lineno + 1
        for module, path in modules(*rooms).items()
        for each in functions(path)
    }
    return {name: many for name, many in lines.items() if many > most_lines}


def test_no_function_outgrows_a_reader() -> None:
    assert outgrown(MOST_LINES_OF_A_FUNCTION, *ROOMS) == {}
    assert outgrown(MOST_LINES_OF_A_TEST, "tests") == {}
