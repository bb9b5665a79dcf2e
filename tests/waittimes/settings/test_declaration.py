"""Every declared setting is read, and its default could be written in the file."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.waittimes.settings.test_environment import NEWCOMER
from waittimes.settings import environment, lines_file
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.declaration import REQUIRED, Setting, setting_of, settings_of
from waittimes.settings.hours import WEEKDAYS
from waittimes.settings.kinds import Reading, Written
from waittimes.settings.references import References
from waittimes.settings.tables import TABLES

FILE = """
public_url = "https://waits.example.com"

[accounts.main]
account_sid = "AC11111111111111111111111111111111"
auth_tokens = ["env:FIRST"]
workspaces = ["WS22222222222222222222222222222222", "WS33333333333333333333333333333333"]
api_key_sid = "SK11111111111111111111111111111111"
api_key_secret = "env:FIRST"

[accounts.other]
account_sid = "AC44444444444444444444444444444444"
auth_tokens = ["env:FIRST"]
workspaces = ["WS33333333333333333333333333333333", "WS22222222222222222222222222222222"]

[lines.support]
account = "main"
workspace_sid = "WS22222222222222222222222222222222"
workflow_sid = "WW44444444444444444444444444444444"
task_queue_sid = "WQ55555555555555555555555555555555"
hours = "office"

[lines.sales]
account = "other"
workspace_sid = "WS22222222222222222222222222222222"
workflow_sid = "WW66666666666666666666666666666666"
task_queue_sid = "WQ66666666666666666666666666666666"
is_fifo = true

[lines.sales.callback]
style = "dial"

[lines.sales.voicemail]

[hours.office]
time_zone = "Europe/Berlin"

[hours.shop]
time_zone = "Europe/Berlin"
saturday = ["10:00-16:00"]

[wallboard]
cookie_keys = ["env:FIRST"]

[wallboard.passphrases.floor]
secrets = ["env:FIRST"]
account = "main"
"""
ELSE: Mapping[str, Any] = {
    "table": "waits-2",
    "public_url": "https://phone.example.com",
    "taskrouter_url": "https://taskrouter.example.com",
    "api_url": "https://api.example.com",
    "requests_per_second": 7,
    "concurrent_requests": 8,
    "deadline_seconds": 9,
    "refresh_seconds": 20,
    "history_days": 30,
    "account_sid": "AC" + "7" * 32,
    "auth_tokens": ["env:SECOND"],
    "workspaces": ["WS" + "2" * 32, "WS" + "8" * 32],
    "api_key_sid": "SK" + "7" * 32,
    "api_key_secret": "env:SECOND",
    "shared_keys": {"key-7": "env:SECOND"},
    "account": "other",
    "workspace_sid": "WS" + "3" * 32,
    "workflow_sid": "WW" + "7" * 32,
    "task_queue_sid": "WQ" + "7" * 32,
    "numbers": ["+15550100007"],
    "language": "pl",
    "greeting": "Welcome.",
    "attributes": {"skill": "sales"},
    "priority": 7,
    "play": {"greeting": "https://sound.example.com/hello.wav"},
    "fresh_seconds": 170,
    "ageing_seconds": 610,
    "floor_minutes": 2,
    "ceiling_minutes": 44,
    "band_minutes": [7, 14],
    "narrowed": "say",
    "music": "https://sound.example.com/jazz.mp3",
    "hold_first_seconds": 46,
    "hold_every_seconds": 91,
    "is_fifo": True,
    "position_limit": 11,
    "overflow": "+15550100009",
    "redirected_is_answered": True,
    "hours": "shop",
    "when_closed": "enqueue",
    "last_call": "cut_off",
    "closing_margin_seconds": 77,
    "style": "flex",
    "above_minutes": 6,
    "most_pending": 21,
    "countries": ["AT"],
    "other_number": True,
    "caller_id": "+15550100008",
    "ring_seconds": 26,
    "attempts": 3,
    "pause_minutes": 11,
    "expire_minutes": 241,
    "calling_hours": "shop",
    "task_channel": "callback",
    "attention_minutes": 4,
    "action_minutes": 21,
    "is_public": True,
    "if_closed": False,
    "if_unstaffed": False,
    "if_no_callback": False,
    "longest_minutes": 3,
    "silence_seconds": 6,
    "key": "*",
    "kept_days": 31,
    "time_zone": "Asia/Tokyo",
    **{day: ["07:00-19:30"] for day in WEEKDAYS},
    "cookie_keys": ["env:SECOND"],
    "secrets": ["env:SECOND"],
    "role": "operate",
    "exceptions": {"2026-12-25": {"closed": True, "reason": "holiday"}},
}
"""For each setting, a value that is neither its default nor its value in FILE."""
ENVIRON = {"FIRST": "first-token", "SECOND": "second-token"}
DECLARED = [(table, setting) for table, classes in TABLES.items() for setting in settings_of(*classes)]
each_setting = pytest.mark.parametrize(
    ("table", "setting"), DECLARED, ids=[f"{table}.{setting.name}".lstrip(".") for table, setting in DECLARED]
)


def shown(config: Config) -> str:
    """Return all that a configuration holds, secrets included."""
    secrets = [
        secret.reveal()
        for account in config.accounts
        for secret in (
            *account.auth_tokens,
            *account.shared_keys.values(),
            *([account.api_key.secret] if account.api_key else []),
        )
    ]
    board = config.wallboard
    secrets += [each.reveal() for each in board.cookie_keys] if board else []
    secrets += [each.reveal() for way in board.passphrases for each in way.secrets] if board else []
    return f"{config} {secrets}"


def with_value(table: str, setting: Setting) -> dict[str, Any]:
    tables: dict[str, Any] = tomllib.loads(FILE)
    room, _, below = table.partition(".NAME.")
    within = tables
    for name in filter(None, room.split(".")):
        within = within.setdefault(name, {})
    home = within[next(iter(within))] if room in ("accounts", "lines", "hours", "wallboard.passphrases") else within
    if below:
        home = within["sales"][below]
    home[setting.name] = ELSE[setting.name]
    return tables


@each_setting
def test_every_declared_setting_is_read_from_the_file(table: str, setting: Setting) -> None:
    usual = lines_file.config("lines.toml", tomllib.loads(FILE), {}, References(ENVIRON))

    other = lines_file.config("lines.toml", with_value(table, setting), {}, References(ENVIRON))

    assert shown(other) != shown(usual)


@pytest.mark.parametrize(
    "setting", [each for _, each in DECLARED if each.variable], ids=lambda each: str(each.variable)
)
def test_every_declared_variable_is_read_from_the_environment(setting: Setting) -> None:
    alone = {**NEWCOMER, **ENVIRON, "TWILIO_API_KEY": "SK" + "1" * 32, "TWILIO_API_SECRET": "env:FIRST"}
    alone |= {"WALLBOARD_PASSPHRASE": "env:FIRST", "WALLBOARD_COOKIE_KEYS": "env:FIRST"}
    value = ELSE[setting.name]
    text = str(value[-1] if isinstance(value, list) else value)

    other = environment.config({**alone, setting.variable: text}, References(ENVIRON))

    assert shown(other) != shown(environment.config(alone, References(ENVIRON)))


@each_setting
def test_a_default_could_be_written(table: str, setting: Setting) -> None:
    if setting.default in (REQUIRED, None, "", ()):
        return
    as_in_toml = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    reading = Reading(References({}))

    read = setting.kind.read(Written(table, setting.name, as_in_toml, None, reading))

    assert reading.problems == []
    assert read == setting.default


@each_setting
def test_a_setting_says_what_it_means_and_what_to_write(table: str, setting: Setting) -> None:
    assert setting.meaning
    assert setting.kind.in_file
    assert setting.kind.in_environment
    assert "|" not in setting.meaning + setting.kind.in_file, f"{table}: it would break the tables of the documents"


def test_a_setting_is_called_like_its_attribute_unless_it_says_otherwise() -> None:
    assert setting_of(Line, "greeting").name == "greeting"
    assert setting_of(Account, "workspace_sids").name == "workspaces"
