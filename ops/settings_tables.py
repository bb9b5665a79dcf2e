"""`settings`: writes the tables of settings in README.md and docs/settings.md from the settings' declarations."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from waittimes.settings.config import LINES_FILE, Account, ApiKey, Config, Line
from waittimes.settings.declaration import REQUIRED, Setting, settings_of
from waittimes.settings.hours import Hours
from waittimes.settings.line_callback import CallbackPolicy
from waittimes.settings.line_policy import Closing, Hold, Leaving, Policy, Showing
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.polling import Polling
from waittimes.settings.tables import TABLES
from waittimes.settings.wallboard import Passphrase, Wallboard

PROJECT = Path(__file__).parents[1]
BEGIN, END = "<!-- written by make docs -->", "<!-- until here -->"
OF_A_NEWCOMER = (
    *("accounts.NAME.account_sid", "accounts.NAME.auth_tokens", "accounts.NAME.workspaces"),
    *("lines.NAME.workflow_sid", "lines.NAME.task_queue_sid", "lines.NAME.numbers", "lines.NAME.language"),
    *("table", "public_url"),
)
"""The settings in the README's table, in its order."""
GROUPS: Mapping[str, tuple[type, ...]] = {
    "The whole program": (Config,),
    "The poller: `[poller]`": (Polling,),
    "An account: `[accounts.NAME]`": (Account, ApiKey),
    "A line: `[lines.NAME]`": (Line,),
    "What a line announces": (Policy,),
    "What a line's callers hear on hold": (Hold,),
    "Where a line's callers go instead": (Leaving,),
    "What a line does when it is closed": (Closing,),
    "Callbacks of a line: `[lines.NAME.callback]`": (CallbackPolicy,),
    "How a line is shown": (Showing,),
    "Voicemail of a line: `[lines.NAME.voicemail]`": (VoicemailPolicy,),
    "Opening hours: `[hours.NAME]`": (Hours,),
    "The wallboard: `[wallboard]`": (Wallboard,),
    "Who may sign in to the wallboard: `[wallboard.passphrases.NAME]`": (Passphrase,),
}
"""The tables of docs/settings.md."""


class NoMarkers(click.ClickException):
    """The page does not say where the generated part begins and ends."""


@click.command()
def settings() -> None:
    """Write the tables of settings into README.md and docs/settings.md, after one was added or changed."""
    for name, part in (("README.md", newcomers_table()), ("docs/settings.md", all_tables())):
        page = PROJECT / name
        page.write_text(replaced(page.read_text(encoding="utf-8"), part), encoding="utf-8")
        click.echo(f"Wrote the settings in {name}.")


def paths() -> Mapping[str, Setting]:
    """Return every setting by its path, `lines.NAME.greeting`; by its variable if the file cannot set it."""
    found = {
        f"{table}.NAME.{each.name}"
        if table in ("accounts", "lines", "hours", "wallboard.passphrases")
        else f"{table}.{each.name}".lstrip("."): each
        for table, classes in TABLES.items()
        for each in settings_of(*classes)
    }
    return {**found, LINES_FILE.variable: LINES_FILE}


def replaced(text: str, part: str) -> str:
    """Return the page's text with this part between its markers. Raises NoMarkers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarkers(f"a page lacks a line {BEGIN!r} or, after it, {END!r}; put them where the table belongs")
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"


def newcomers_table() -> str:
    """Return the README's table."""
    known = paths()
    rows = (
        (_code(name), _code(known[name].variable), known[name].meaning, default(known[name])) for name in OF_A_NEWCOMER
    )
    return _table(("in the file", "in the environment", "meaning", "default"), rows)


def all_tables() -> str:
    """Return the tables of docs/settings.md, each under its heading."""
    return "\n\n".join(f"### {heading}\n\n{_group(classes)}" for heading, classes in GROUPS.items())


def _group(classes: tuple[type, ...]) -> str:
    group = settings_of(*classes)
    if Config in classes:
        group = (LINES_FILE, *group)
    rows = ((_names(each), each.meaning, each.kind.in_file, default(each)) for each in group)
    return _table(("setting", "meaning", "value", "default"), rows)


def _names(setting: Setting) -> str:
    return ", ".join(_code(each) for each in (setting.name, setting.variable) if each)


def default(setting: Setting) -> str:
    """Return the default of the setting as Markdown."""
    if setting.otherwise:
        return setting.otherwise
    return "required" if setting.default is REQUIRED else _code(_toml(setting.default))


def _toml(value: Any) -> str:
    # JSON writes the texts, numbers, flags, lists and empty tables of the defaults as TOML does.
    return json.dumps(value)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(heads, rows))


def _lines(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
