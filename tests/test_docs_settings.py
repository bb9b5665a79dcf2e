"""What the README and docs/settings.md say about the settings, held against the code that reads them."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.pages import PAGES, README, SETTINGS, block, blocks, code, table, text
from waittimes.settings import lines_file, loading
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

MISTAKES = "The settings cannot be used:"


class Remembers(dict[str, Any]):
    """A table of settings that remembers what it was asked for, as do the tables within."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({key: Remembers(each) if isinstance(each, dict) else each for key, each in values.items()})
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def look_up(reference: str) -> str:
    return f"secret of {reference}"


def loaded(environ: Mapping[str, str], tables: Mapping[str, Any] | None = None) -> tuple[Config | None, list[str]]:
    """Return the configuration of these settings, or what is wrong with them."""
    try:
        if tables is None:
            return loading.load(environ, look_up), []
        return lines_file.config("lines.toml", tables, environ, References(environ, look_up)), []
    except ConfigurationError as error:
        return None, list(error.problems)


def environment_shown() -> dict[str, str]:
    lines = block(SETTINGS, "TWILIO_ACCOUNT_SID=").splitlines()
    return dict(line.split("=", 1) for line in lines)


def complete_files() -> list[str]:
    """Return the settings files that the pages show as examples to follow."""
    files = [each for page in PAGES for each in blocks(page, "toml") if "[accounts." in each and "[lines." in each]
    return [each for each in files if each != mistaken_file()]


def mistaken_file() -> str:
    shown = blocks(SETTINGS)
    return shown[shown.index(block(SETTINGS, MISTAKES)) - 1]


def variables_behind(file: str) -> dict[str, str]:
    return {name: f"value of {name}" for name in re.findall(r'"env:(\w+)"', file)}


def variables_asked() -> set[str]:
    """Return every environment variable that the settings are read from."""
    file = complete_files()[0]
    alone, full, beside = Remembers({}), Remembers(environment_shown()), Remembers(variables_behind(file))
    for environ, tables in ((alone, None), (full, None), (beside, tomllib.loads(file))):
        loaded(environ, tables)
    return (alone.asked | full.asked | beside.asked) - variables_behind(file).keys()


def fields_asked() -> set[str]:
    """Return every field that is read from the file, with NAME for the names of accounts and lines."""
    asked: set[str] = set()
    bare: dict[str, Any] = {"accounts": {"main": {}}, "lines": {"support": {}}}
    for tables in (bare, *map(tomllib.loads, complete_files())):
        top = Remembers(tables)
        loaded(variables_behind(complete_files()[0]), top)
        asked |= top.asked - {"accounts", "lines", "poller"}
        asked |= {f"poller.{each}" for each in top.get("poller", Remembers({})).asked}
        asked |= {
            f"{kind}.NAME.{each}" for kind in ("accounts", "lines") for t in top[kind].values() for each in t.asked
        }
    return asked


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay away from the lines.toml of whoever runs this."""
    monkeypatch.chdir(tmp_path)


def test_the_readme_lists_every_setting_of_the_file_and_no_other() -> None:
    assert sorted(name for row in table(README, "in the file") for name in code(row[0])) == sorted(fields_asked())


def test_the_readme_lists_every_setting_of_the_environment_and_no_other() -> None:
    assert sorted(name for row in table(README, "in the file") for name in code(row[1])) == sorted(variables_asked())


def test_every_setting_has_its_heading_in_the_docs() -> None:
    headings = re.findall(r"^### (.*)$", text(SETTINGS), re.MULTILINE)

    assert sorted(name for each in headings for name in code(each)) == sorted(fields_asked() | variables_asked())


def is_missed(environ: Mapping[str, str], tables: Mapping[str, Any] | None = None) -> bool:
    _, problems = loaded(environ, tables)
    return any("is missing" in each for each in problems)


def without(tables: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    """Return the tables without the field at the end of this path."""
    first, *rest = path
    return {
        key: without(value, rest) if rest and key == first else value
        for key, value in tables.items()
        if rest or key != first
    }


def test_a_setting_is_called_required_when_it_cannot_be_left_out() -> None:
    environ, file = environment_shown(), min(complete_files(), key=len)
    tables = tomllib.loads(file)
    (account,), (line,) = tables["accounts"], tables["lines"]
    missed = [
        name for name in variables_asked() if is_missed({each: environ[each] for each in environ if each != name})
    ]
    for name in fields_asked():
        named = name.replace("accounts.NAME", f"accounts.{account}").replace("lines.NAME", f"lines.{line}")
        if is_missed(variables_behind(file), without(tables, named.split("."))):
            missed.append(name)

    required = [row for row in table(README, "in the file") if row[3] == "required"]
    assert sorted(name for row in required for name in code(" ".join(row[:2]))) == sorted(missed)


def test_the_defaults_named_are_those_that_hold() -> None:
    account = Account(name="", sid="", auth_tokens=(), workspace_sids=())
    line = Line(name="", account=account, workspace_sid="", workflow_sid="", task_queue_sid="", numbers=())
    whole = Config(accounts=(account,), lines=(line,))
    homes = (line, line.policy, line.hold, line.leaving, account, whole, whole.polling)
    rows = [(code(row[0]), code(row[3])) for row in table(README, "in the file")]
    defaults = {
        name.rpartition(".")[2]: value
        for names, values in rows
        for name, value in zip(names, values * len(names) if len(values) == 1 else values, strict=bool(values))
    }

    assert defaults == {
        name: str(next(getattr(home, name) for home in homes if hasattr(home, name))) for name in defaults
    }
    assert defaults.keys() >= {"table", "language", "priority"}


@pytest.mark.parametrize("file", complete_files(), ids=lambda file: f"{len(file)} characters")
def test_the_files_shown_can_be_used_as_they_are(file: str) -> None:
    found, problems = loaded(variables_behind(file), tomllib.loads(file))

    assert problems == []
    assert found is not None
    assert [line.name for line in found.lines] == list(tomllib.loads(file)["lines"])


def test_the_environment_shown_can_be_used_as_it_is() -> None:
    found, problems = loaded(environment_shown())

    assert problems == []
    assert found is not None
    assert [token.reveal() for token in found.accounts[0].auth_tokens] == [
        "secret of ssm:/waittimes/auth-token",
        "secret of ssm:/waittimes/next-auth-token",
    ]


def test_the_mistakes_shown_are_named_as_shown() -> None:
    _, problems = loaded({}, tomllib.loads(mistaken_file()))

    assert "\n  ".join([MISTAKES, *problems]) + "\n" in blocks(SETTINGS)
