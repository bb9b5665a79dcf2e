"""Checks what the README, docs/ and lines.toml say about the settings against their declarations."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from ivr.announcing import languages
from ops import settings_tables
from tests.pages import PAGES, README, ROOT, SETTINGS, block, blocks, code, text
from waittimes.settings import lines_file, loading
from waittimes.settings.config import Config
from waittimes.settings.polling import Polling
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

MISTAKES = "The settings cannot be used:"
LINES = ROOT / "lines.toml"
A_WALLBOARD = """
[wallboard]
cookie_keys = ["ssm:/path"]
[wallboard.passphrases.floor]
secrets = ["ssm:/path"]
"""
EXAMPLES = ("ssm:/path", "secretsmanager:name")
"""One reference of each kind."""


def look_up(reference: str) -> str:
    return f"secret of {reference}"


def loaded(environ: Mapping[str, str], tables: Mapping[str, Any] | None = None) -> tuple[Config | None, list[str]]:
    """Return the configuration of these settings, or None and their mistakes."""
    try:
        if tables is None:
            return loading.load(environ, look_up), []
        references = References(environ, look_up)
        return lines_file.config("lines.toml", tables, environ, references, languages.vocabulary()), []
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


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder without the lines.toml of the person who runs the tests."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("page", "part"),
    [(README, settings_tables.newcomers_table), (SETTINGS, settings_tables.all_tables)],
    ids=["README.md", "docs/settings.md"],
)
def test_the_tables_are_those_that_make_docs_writes(page: Path, part: Any) -> None:
    assert settings_tables.replaced(text(page), part()) == text(page)


def test_every_setting_and_every_variable_stands_in_the_tables() -> None:
    shown = set(code(settings_tables.all_tables()))

    for path, setting in settings_tables.paths().items():
        assert path.rpartition(".")[2] in shown
        assert not setting.variable or setting.variable in shown


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(settings_tables.NoMarkers, match="written by make docs"):
        settings_tables.replaced("# Settings\n", "| a table |")


def test_every_setting_that_is_explained_exists() -> None:
    explained = re.findall(r"^\*\*`(\w+)`\.\*\*", text(SETTINGS), re.MULTILINE)

    assert explained
    assert set(explained) <= {path.rpartition(".")[2] for path in settings_tables.paths()}


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
    tables = tomllib.loads(f'{file}\n[hours.office]\ntime_zone = "Europe/Berlin"\n{A_WALLBOARD}')
    (account,), (line,), (hours,) = tables["accounts"], tables["lines"], tables["hours"]
    tables["lines"][line] |= {"is_fifo": True, "callback": {"style": "dial"}, "voicemail": {}}
    tables["public_url"] = environ["PUBLIC_URL"]

    for path, setting in settings_tables.paths().items():
        is_required = settings_tables.default(setting) == "required"
        named = path.replace("accounts.NAME", f"accounts.{account}").replace("lines.NAME", f"lines.{line}")
        named = named.replace("hours.NAME", f"hours.{hours}").replace("passphrases.NAME", "passphrases.floor")
        if setting.name:
            assert is_missed(variables_behind(file), without(tables, named.split("."))) == is_required, path
        if setting.variable:
            whole = {**environ, "WALLBOARD_PASSPHRASE": "env:A_KEY", "WALLBOARD_COOKIE_KEYS": "env:A_KEY", "A_KEY": "7"}
            left = {name: value for name, value in whole.items() if name != setting.variable}
            assert is_missed(left) == is_required, setting.variable


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
        "secret of ssm:/taskrouter-wait-times/auth-token",
        "secret of ssm:/taskrouter-wait-times/next-auth-token",
    ]


def test_the_mistakes_shown_are_named_as_shown() -> None:
    _, problems = loaded({}, tomllib.loads(mistaken_file()))

    assert "\n  ".join([MISTAKES, *problems]) + "\n" in blocks(SETTINGS)


def test_the_file_that_is_shipped_can_be_used_once_the_hashes_are_gone() -> None:
    assert tomllib.loads(text(LINES)) == {}
    file = re.sub(r"^# (?=[a-z_]+ = |\[)", "", text(LINES), flags=re.MULTILINE)
    filled = re.sub(r'"([A-Z]{2})\.{32}"', lambda sid: f'"{sid[1]}{"5" * 32}"', file)

    found, problems = loaded({}, tomllib.loads(filled))

    assert problems == []
    assert found is not None
    assert [line.name for line in found.lines] == ["support"]
    assert found.polling == Polling()


def references_shown() -> Iterator[str]:
    for page in (*PAGES, LINES, ROOT / "ops" / "setup" / "store_secret.py"):
        found = re.findall(r"\b(?:ssm:/|secretsmanager:)[\w./-]+", text(page))
        yield from (each for each in found if each not in EXAMPLES)


def allowed(stage: str) -> list[str]:
    """Return the references that a stage's function may follow, as patterns."""
    policy = json.loads(text(ROOT / "deployment" / "policies" / f"{stage}.json"))
    (statement,) = [each for each in policy["Statement"] if each["Sid"] == "SecretsUnderOnePath"]
    names = (arn.split(":", 5) for arn in statement["Resource"])
    return [
        f"ssm:{name.removeprefix('parameter')}" if service == "ssm" else name.replace("secret:", "secretsmanager:")
        for _, _, service, _, _, name in names
    ]


@pytest.mark.parametrize("stage", ["dev", "production"])
def test_the_function_may_read_every_secret_that_the_pages_and_templates_refer_to(stage: str) -> None:
    shown = set(references_shown())

    assert {each.partition(":")[0] for each in shown} == {"ssm", "secretsmanager"}
    assert [each for each in shown if not any(fnmatchcase(each, pattern) for pattern in allowed(stage))] == []
