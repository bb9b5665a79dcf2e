"""Reads the tables of the settings file: accounts with their workspaces, and lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from waittimes.settings import accounts_table, whole_file
from waittimes.settings.accounts_table import account_named
from waittimes.settings.config import Account, Config, Line
from waittimes.settings.declaration import REQUIRED, Setting, setting_of
from waittimes.settings.hours import Hours, shown
from waittimes.settings.kinds import Reading, key_shown
from waittimes.settings.line_callback import DIAL, CallbackPolicy
from waittimes.settings.line_policy import Closing, Hold, Leaving, Policy, Showing, Vocabulary
from waittimes.settings.line_voicemail import VoicemailPolicy
from waittimes.settings.polling import Polling
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError, Environment, Section, read
from waittimes.settings.tables import known
from waittimes.settings.wallboard import Passphrase, Wallboard

if TYPE_CHECKING:
    from waittimes.opening_hours import OpeningHours

NOBODY = Account(name="", sid="", auth_tokens=(), workspace_sids=())
"""Replaces the account of a line if that account is missing or has a mistake."""


def config(
    file: str,
    tables: Mapping[str, Any],
    environ: Mapping[str, str],
    references: References,
    vocabulary: Vocabulary | None = None,
) -> Config:
    """Return the configuration that the file's tables describe. `file` is its name, for messages.

    With a `vocabulary`, a line that asks for a language or a recording outside it is refused.
    Raises ConfigurationError with every mistake found.
    """
    reading = Reading(references)
    environment = Environment("environment:", environ, reading)
    top = Section(f"{file}:", tables, reading, known(""))
    top.refuse_unknown()
    poller = top.section("poller", known("poller"))
    poller.refuse_unknown()
    accounts = accounts_table.accounts(top)
    hours = _hours(top)
    lines = tuple(
        _line(name, section, accounts, hours, vocabulary) for name, section in top.sections("lines", known("lines"))
    )
    found = read(
        Config,
        environment,
        top,
        accounts=tuple(each for each in accounts.values() if each),
        lines=lines,
        polling=read(Polling, environment, poller),
        wallboard=_wallboard(top, accounts),
        file=file,
    )
    reading.problems.extend(whole_file.mistakes(found))
    if reading.problems:
        raise ConfigurationError(reading.problems)
    return found


def _hours(top: Section) -> dict[str, Hours]:
    found: dict[str, Hours] = {}
    for name, section in top.sections("hours", known("hours"), required=False):
        section.refuse_unknown()
        found[name] = read(Hours, section)
        if twice := found[name].overlapping_nights():
            day, following, night, morning = twice
            section.complain(day, f"has {shown(night)}, which runs into {following}'s {shown(morning)}; shorten one")
    return found


def _wallboard(top: Section, accounts: Mapping[str, Account | None]) -> Wallboard | None:
    section = top.section("wallboard", known("wallboard"))
    if not section.exists:
        return None
    section.refuse_unknown()
    passphrases = tuple(
        _passphrase(name, each, accounts)
        for name, each in section.sections("passphrases", known("wallboard.passphrases"))
    )
    return read(Wallboard, section, passphrases=passphrases)


def _passphrase(name: str, section: Section, accounts: Mapping[str, Account | None]) -> Passphrase:
    section.refuse_unknown()
    setting = setting_of(Passphrase, "account")
    return read(Passphrase, section, name=name, account=account_named(section, setting, "", accounts))


def _line(
    name: str,
    section: Section,
    accounts: Mapping[str, Account | None],
    hours: Mapping[str, Hours],
    vocabulary: Vocabulary | None,
) -> Line:
    section.refuse_unknown()
    owner = _owner(section, accounts)
    line = read(
        Line,
        section,
        name=name,
        account=owner or NOBODY,
        workspace_sid=_workspace(section, owner),
        policy=read(Policy, section),
        hold=read(Hold, section),
        leaving=read(Leaving, section),
        closing=read(Closing, section),
        hours=_hours_named(section, setting_of(Line, "hours"), hours),
        callback=_callback(section, hours),
        showing=read(Showing, section),
        voicemail=_voicemail(section),
    )
    if line.callback and not line.hold.is_fifo:
        section.complain(
            "callback", "needs a queue that is first come, first served; set is_fifo = true, or remove the table"
        )
    if line.callback and line.callback.style == DIAL and not line.task_queue_sid:
        section.complain(
            "callback",
            'calls people when their turn comes in a task queue; set task_queue_sid, or write style = "flex"',
        )
    if vocabulary:
        _check_words(line, vocabulary, section)
    return line


def _owner(section: Section, accounts: Mapping[str, Account | None]) -> Account | None:
    """Return the account that the line names, or the only one; None if the name or the account has a mistake."""
    setting = setting_of(Line, "account")
    only = next(iter(accounts), "") if len(accounts) < 2 else REQUIRED  # noqa: PLR2004 - one need not be named
    return account_named(section, setting, only, accounts)


def _workspace(section: Section, owner: Account | None) -> str:
    """Return the workspace that the line names, or the only one of its account."""
    setting = setting_of(Line, "workspace_sid")
    sids = owner.workspace_sids if owner else ("",)
    sid = str(section.value(setting, sids[0] if len(sids) == 1 else REQUIRED))
    if sid and owner and sid not in sids:
        section.complain(setting.name, f"is {sid!r}, which account {owner.name!r} does not list; add it there")
    return sid


def _callback(section: Section, hours: Mapping[str, Hours]) -> CallbackPolicy | None:
    below = section.section("callback", known("lines.NAME.callback"))
    if not below.exists:
        return None
    below.refuse_unknown()
    calling_hours = _hours_named(below, setting_of(CallbackPolicy, "calling_hours"), hours)
    return read(CallbackPolicy, below, calling_hours=calling_hours)


def _voicemail(section: Section) -> VoicemailPolicy | None:
    below = section.section("voicemail", known("lines.NAME.voicemail"))
    if not below.exists:
        return None
    below.refuse_unknown()
    return read(VoicemailPolicy, below)


def _hours_named(section: Section, setting: Setting, hours: Mapping[str, Hours]) -> "OpeningHours | None":
    name = section.value(setting, "")
    if name and name not in hours:
        there_are = f"the tables are {', '.join(f'[hours.{each}]' for each in hours)}" if hours else "there is none"
        section.complain(setting.name, f"is {name!r}, but {there_are}; name one, or write a table [hours.{name}]")
    return hours[name].opening_hours if name in hours else None


def _check_words(line: Line, vocabulary: Vocabulary, section: Section) -> None:
    """Note a language that the phone does not speak, and recordings of sentences that need a spoken number."""
    if line.language not in vocabulary.languages:
        section.complain("language", f"is {line.language!r}; there are {', '.join(vocabulary.languages)}")
    for key in (each for each in line.play if each not in vocabulary.recordable):
        section.complain("play", f"has {key_shown(key)}; recordings can replace {', '.join(vocabulary.recordable)}")
