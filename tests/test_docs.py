"""Checks the README and docs/ against the code: the call they show is played, and the names they use exist."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

from ivr.app import create_app
from ops.__main__ import commands
from ops.waits import heard
from ops.waits.show import COLUMNS, rendered, rows
from simulator.caller.caller import Caller
from simulator.caller.phone.transport import InProcess
from simulator.caller.scripted_switchboard import answers_after
from simulator.caller.transcript import transcript
from simulator.centre.example import example_plan
from simulator.lines import lines_toml, number_called
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN
from tests.fakes.memory_table import MemoryTable
from tests.fakes.waits import MEASURED_AT
from tests.pages import PAGES, README, ROOT, block, blocks, code, one, text
from waittimes import cache, workflow_store
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.wait import Basis, Estimate, Wait

URL = "https://waits.example.com"
FILE_LIKE = re.compile(r"\.?\w[\w./-]*(\.(py|toml|json|md|txt|svg)|/)|\.ci/\w+")


def call_shown() -> tuple[str, str]:
    """Return the table and the call that the README shows."""
    shown, _, call = block(README, COLUMNS[0]).partition("\n\n")
    return shown, call.rstrip("\n")


def seconds(clock_time: str) -> int:
    minutes, rest = clock_time.split(":")
    return int(minutes) * 60 + int(rest)


def recorded(shown: str, now: float) -> Wait:
    """Return a wait for which `ops show` prints this row. Its range, in whole minutes, is what a caller hears."""
    head, row = shown.splitlines()
    starts = [head.index(column) for column in COLUMNS]
    cells = (row[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True))
    fields = dict(zip(COLUMNS, cells, strict=True))
    low, high = (60 * int(minutes) for minutes in re.findall(r"\d+", fields["A CALLER HEARS"]))
    queue = next(each for each in example_plan().task_queues if each.friendly_name == fields["TASK QUEUE"])
    return Wait(
        queue_sid=queue.sid,
        queue_name=queue.friendly_name,
        measured_at=now - int(fields["AGE"].removesuffix(" s")),
        basis=Basis(fields["BASIS"]),
        estimate=Estimate(seconds(fields["WAIT"]), low, high),
        pending=int(fields["WAITING"]),
        agents_free=int(fields["FREE"]),
        agents_busy=int(fields["BUSY"]),
        answered=int(fields["ANSWERED"]),
    )


def simulated_lines(folder: Path) -> Config:
    file = folder / "lines.toml"
    file.write_text(lines_toml(example_plan(), ACCOUNT_SID, URL), encoding="utf-8")
    return loading.load({"LINES_FILE": str(file), "SIMULATED_AUTH_TOKEN": AUTH_TOKEN})


def test_the_call_in_the_readme_is_the_call_that_is_heard(tmp_path: Path) -> None:
    now = MEASURED_AT + 3600
    shown, call = call_shown()
    wait = recorded(shown, now)
    waits = MemoryTable()
    sid = example_plan().workspace.sid
    measurement = cache.Measurement(sid, (wait,), frozenset({wait.queue_sid}), wait.measured_at)
    assert cache.refresh(waits, measurement, now=now) == {}
    (workflow,) = example_plan().workflows
    workflow_store.store(waits, sid, workflow.sid, workflow.configuration, now=now)
    joins, answers = (seconds(*re.findall(rf"([\d:]+)  {what}", call)) for what in ("Caller joins", "Agent answers"))
    caller = Caller(
        send=InProcess(create_app(simulated_lines(tmp_path), waits, lambda: now)),
        to=number_called(example_plan(), wait.queue_name),
        from_number="+15550177777",
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        switchboard=answers_after(answers - joins).at_positions({0: 7, 40: 5}),
    )

    caller.dials(f"{URL}/voice")
    caller.waits_for_an_agent()

    assert (wait.estimate.low_seconds or 0) < (wait.estimate.seconds or 0) < (wait.estimate.high_seconds or 0)
    config = simulated_lines(tmp_path)
    answering = replace(heard.phone(config, waits), clock=lambda: now)
    (row,) = (each for each in rows(config, answering, sid, {wait.queue_sid: wait}) if each.wait)
    assert rendered([row], now=now) == shown
    assert transcript(caller.conversation) == call


def named_files() -> Iterator[tuple[Path, str]]:
    """Yield each link and each path in the pages, with the folder to which it is relative."""
    for page in PAGES:
        words = text(page)
        yield from (
            (page.parent, link.partition("#")[0]) for link in re.findall(r"\]\(([^)]+)\)", words) if "://" not in link
        )
        yield from ((ROOT, each) for each in code(words) if FILE_LIKE.fullmatch(each))
    yield from ((ROOT, each) for each in re.findall(r"[\w/]+\.\w+|^\w+/", tree_shown(), re.MULTILINE))


def is_in_a_room(name: str) -> bool:
    return any(list(ROOT.glob(f"{depth}{name}")) for depth in ("*/", "*/*/"))


def tree_shown() -> str:
    return one([each for each in blocks(README) if "\nwaittimes/ " in each])


def test_every_file_named_exists() -> None:
    missing = [name for folder, name in named_files() if not (folder / name).exists() and not is_in_a_room(name)]

    assert missing == []


def test_the_tree_names_every_folder_and_no_other() -> None:
    folders = [each.name for each in ROOT.iterdir() if each.is_dir() and each.name[0] not in "._"]
    if "build" in folders:
        folders.remove("build")  # what `make package` writes

    assert sorted(re.findall(r"^(\w+)/ ", tree_shown(), re.MULTILINE)) == sorted(folders)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = {each for page in PAGES for each in re.findall(r"(?:^|`)make ([a-z-]+)", text(page), re.MULTILINE)}

    assert {"demo", "test", "live", "call", "format"} <= named <= targets


def test_every_command_of_the_operators_shell_is_named_and_no_other() -> None:
    everything = "".join(map(text, PAGES))

    assert set(re.findall(r"python -m ops ([a-z][a-z-]*)", everything)) == set(commands.commands)


def test_the_readme_can_be_read_in_one_go_and_begins_with_what_to_run() -> None:
    lines = text(README).splitlines()

    assert 90 <= len(lines) <= 150
    assert {"make demo", "make test"} <= set(re.findall(r"^make \w+", "\n".join(lines[:40]), re.MULTILINE))


def test_the_changelog_is_open_and_the_licence_is_mit() -> None:
    changelog = text(ROOT / "CHANGELOG.md")

    assert re.search(r"^## Unreleased$", changelog, re.MULTILINE)
    assert text(ROOT / "LICENSE").startswith("MIT License\n")
    assert tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["license"] == "MIT"


def test_the_picture_is_small_and_well_formed() -> None:
    picture = (ROOT / "assets" / "how-it-works.svg").read_bytes()

    assert len(picture) < 15_000
    assert expat.ParserCreate().Parse(picture, True) == 1
