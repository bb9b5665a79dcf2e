"""The TOML file: accounts with their workspaces, and lines. Secrets stand in it by reference only."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from waittimes.settings import formats
from waittimes.settings.config import DEFAULT_TABLE, TWILIO_TASKROUTER_URL, Account, ApiKey, Config, Line
from waittimes.settings.line_policy import MOST_MINUTES, Hold, Leaving, Policy
from waittimes.settings.polling import polling
from waittimes.settings.references import References
from waittimes.settings.secret import Secret
from waittimes.settings.settings_reader import ConfigurationError, Section

MOST_ATTRIBUTE_CHARACTERS = 3000
"""TaskRouter takes 4096 for a task (Twilio docs, TaskRouter limits); the rest is for what Twilio adds of the call."""
HIGHEST_PRIORITY = 2**31 - 1
LONGEST_AGE_SECONDS = 24 * 3600
SHORTEST_SPACING_SECONDS = 15
"""Words closer together than this would be all a caller hears."""


def read(path: Path, *, required: bool) -> Mapping[str, Any]:
    """Return the file's tables; nothing where an optional file is missing or holds only comments.

    Raises ConfigurationError.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not required:
            return {}
        raise ConfigurationError([f"environment: LINES_FILE is {path}, which does not exist; write it"]) from None
    except OSError as error:
        raise ConfigurationError([f"{path.name}: cannot be read: {error.strerror}; make it a readable file"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError([f"{path.name}: is not TOML: {error}; mend it there"]) from error


def config(file: str, tables: Mapping[str, Any], environ: Mapping[str, str], references: References) -> Config:
    """Return the configuration that the file describes. Raises ConfigurationError."""
    problems: list[str] = []
    environment = Section("environment:", environ, problems, references)
    top = Section(f"{file}:", tables, problems, references)
    accounts = {name: _account(name, section) for name, section in top.sections("accounts")}
    lines = tuple(_line(name, section, accounts) for name, section in top.sections("lines"))
    poller = top.section("poller")
    found = Config(
        accounts=tuple(accounts.values()),
        lines=lines,
        table=environment.text("TABLE", formats.TABLE, top.text("table", formats.TABLE, DEFAULT_TABLE)),
        public_url=environment.url("PUBLIC_URL", top.url("public_url")),
        taskrouter_url=environment.url("TASKROUTER_URL", top.url("taskrouter_url", TWILIO_TASKROUTER_URL)),
        polling=polling(environment, poller),
        file=file,
    )
    poller.refuse_the_rest()
    top.refuse_the_rest()
    problems += _numbers_twice(file, lines)
    if problems:
        raise ConfigurationError(problems)
    return found


def _account(name: str, section: Section) -> Account:
    account = Account(
        name=name,
        sid=section.text("account_sid", formats.ACCOUNT_SID),
        auth_tokens=tuple(
            section.secret("auth_tokens", each) for each in section.texts("auth_tokens", formats.REFERENCE)
        ),
        workspace_sids=section.texts("workspaces", formats.WORKSPACE_SID),
        api_key=_api_key(section),
        shared_keys=_shared_keys(section),
    )
    section.refuse_the_rest()
    return account


def _api_key(section: Section) -> ApiKey | None:
    if section.has("api_key_sid") != section.has("api_key_secret"):
        section.complain("api_key_sid", "and api_key_secret belong together; set both or neither")
    if not (section.has("api_key_sid") and section.has("api_key_secret")):
        return None
    reference = section.reference("api_key_secret")
    return ApiKey(section.text("api_key_sid", formats.API_KEY_SID), section.secret("api_key_secret", reference))


def _shared_keys(section: Section) -> Mapping[str, Secret]:
    references = section.texts_by_name("shared_keys", formats.KEY_ID, formats.REFERENCE)
    return {key_id: section.secret(f"shared_keys.{key_id}", each) for key_id, each in references.items()}


def _line(name: str, section: Section, accounts: Mapping[str, Account]) -> Line:
    account = _owner(section, accounts)
    line = Line(
        name=name,
        account=account,
        workspace_sid=_workspace(section, account),
        workflow_sid=section.text("workflow_sid", formats.WORKFLOW_SID),
        task_queue_sid=section.text("task_queue_sid", formats.TASK_QUEUE_SID),
        numbers=section.texts("numbers", formats.NUMBER, required=False),
        language=section.text("language", formats.LANGUAGE, "en"),
        greeting=section.text("greeting", formats.GREETING, "") or None,
        attributes=_attributes(section),
        priority=section.whole_number("priority", 0, most=HIGHEST_PRIORITY),
        play=section.texts_by_name("play", formats.KEY, formats.URL),
        policy=_policy(section),
        hold=_hold(section),
        leaving=Leaving(
            overflow=section.text("overflow", formats.OVERFLOW, ""),
            redirected_is_answered=section.flag("redirected_is_answered"),
        ),
    )
    section.refuse_the_rest()
    return line


def _policy(section: Section) -> Policy:
    usual = Policy()
    ceiling = section.whole_number("ceiling_minutes", usual.ceiling_minutes, least=1, most=MOST_MINUTES)
    fresh = section.whole_number("fresh_seconds", usual.fresh_seconds, most=LONGEST_AGE_SECONDS)
    if not section.has("ageing_seconds"):
        usual = replace(usual, ageing_seconds=max(usual.ageing_seconds, fresh))
    return Policy(
        fresh_seconds=fresh,
        ageing_seconds=section.whole_number(
            "ageing_seconds", usual.ageing_seconds, least=fresh, most=LONGEST_AGE_SECONDS
        ),
        floor_minutes=section.whole_number("floor_minutes", usual.floor_minutes, least=1, most=ceiling),
        ceiling_minutes=ceiling,
        band_minutes=section.rising_numbers("band_minutes", usual.band_minutes, most=MOST_MINUTES),
    )


def _hold(section: Section) -> Hold:
    usual = Hold()
    return Hold(
        music=section.text("music", formats.URL, ""),
        hold_first_seconds=section.whole_number(
            "hold_first_seconds", usual.hold_first_seconds, least=SHORTEST_SPACING_SECONDS, most=3600
        ),
        hold_every_seconds=section.whole_number(
            "hold_every_seconds", usual.hold_every_seconds, least=SHORTEST_SPACING_SECONDS, most=3600
        ),
        is_fifo=section.flag("is_fifo"),
        position_limit=section.whole_number("position_limit", usual.position_limit, least=1, most=1000),
    )


def _owner(section: Section, accounts: Mapping[str, Account]) -> Account:
    """Return the account the line names; where there is only one it need not be named."""
    only = next(iter(accounts)) if len(accounts) == 1 else None
    name = section.text("account", formats.NAME, only)
    if name and name not in accounts:
        section.complain("account", f"is {name!r}, but the accounts are {', '.join(accounts) or 'none'}; name one")
    return accounts.get(name, Account(name="", sid="", auth_tokens=(), workspace_sids=()))


def _workspace(section: Section, account: Account) -> str:
    """Return the workspace the line names; where its account has only one it need not be named."""
    only = account.workspace_sids[0] if len(account.workspace_sids) == 1 else None
    sid = section.text("workspace_sid", formats.WORKSPACE_SID, only)
    if sid and account.workspace_sids and sid not in account.workspace_sids:
        section.complain("workspace_sid", f"is {sid!r}, which account {account.name!r} does not list; add it there")
    return sid


def _attributes(section: Section) -> Mapping[str, Any]:
    attributes = section.table("attributes")
    try:
        length = len(json.dumps(attributes, allow_nan=False))
    except ValueError:
        section.complain("attributes", "hold nan or inf, which JSON lacks; write another number")
        return {}
    except TypeError:
        section.complain("attributes", "hold a date or time, which JSON lacks; write it as a text")
        return {}
    if length > MOST_ATTRIBUTE_CHARACTERS:
        section.complain("attributes", f"are {length} characters as JSON; keep them to {MOST_ATTRIBUTE_CHARACTERS}")
    return attributes


def _numbers_twice(file: str, lines: tuple[Line, ...]) -> list[str]:
    owners: dict[str, str] = {}
    return [
        f"{file}: [lines.{line.name}] numbers has {number}, which already leads to line {owner!r}; keep one"
        for line in lines
        for number in line.numbers
        if (owner := owners.setdefault(number, line.name)) != line.name
    ]
