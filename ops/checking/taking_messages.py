"""What voicemail needs at Twilio: a task channel, and recordings that only those with credentials can hear."""

from collections.abc import Iterable, Iterator

from ops.checking.accounts import CheckedAccount
from ops.checking.finding import Finding
from ops.voicemails import media
from ops.voicemails.voicemails import messages
from poller.taskrouter.port import TaskRouterError
from waittimes.settings.config import Config, Line
from waittimes.settings.secret import SecretUnavailable
from waittimes.table import Table, TableUnavailable
from waittimes.voicemails.store import VoicemailStore

SWITCH = "switch on HTTP Basic authentication for media in the console, Voice, Settings: docs/voicemail.md says why"


def findings(checked: CheckedAccount, lines: Iterable[Line]) -> Iterator[Finding]:
    """Yield whether the workspaces of the account's lines with voicemail have the task channels of their messages."""
    for line in lines:
        if line.voicemail is None:
            continue
        name = line.voicemail.task_channel
        try:
            channels = checked.twilio.task_channels(line.workspace_sid)
        except (TaskRouterError, SecretUnavailable, KeyError, TypeError) as error:
            reason = error if isinstance(error, TaskRouterError | SecretUnavailable) else type(error).__name__
            yield Finding(f"line {line.name}: the task channels could not be read at Twilio ({reason})", is_note=True)
            continue
        what = f"line {line.name}: its workspace has {'the' if name in channels else 'no'} task channel {name}"
        remedy = f"create it in the console, or set task_channel to one of {', '.join(sorted(channels))}"
        yield Finding(what, "" if name in channels else f"{remedy}; until then its messages have no task")


def recordings(settings: Config, table: Table) -> Iterator[Finding]:
    """Yield whether strangers can hear the recordings of messages, as far as there is one to try it with."""
    store = VoicemailStore(table)
    for account in settings.accounts:
        lines = [line for line in settings.lines if line.account is account and line.voicemail]
        if not lines:
            continue
        what = f"account {account.name}: recordings of messages"
        try:
            kept = (each.voicemail.recording_sid for line in lines for _, each in messages(store, line))
            recording_sid = next(filter(None, kept), "")
            is_open = bool(recording_sid) and media.is_open_to_everybody(settings, account, recording_sid)
        except (TaskRouterError, TableUnavailable) as error:
            yield Finding(f"{what} could not be tried ({error}); {SWITCH}", is_note=True)
            continue
        if not recording_sid:
            yield Finding(f"{what} cannot be tried before there is one; {SWITCH}", is_note=True)
        elif is_open:
            yield Finding(f"{what} can be heard by everybody who has their address", SWITCH)
        else:
            yield Finding(f"{what} can be heard with the account's credentials only")
