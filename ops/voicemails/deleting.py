"""Deletes a message before it expires: its recordings and its task at Twilio, then its item."""

import click

from poller.taskrouter.actions import WAITING_TASK, Actions
from poller.taskrouter.client import actions
from poller.taskrouter.port import unless_gone
from poller.taskrouter.request_counts import RequestCounts
from poller.taskrouter.transport import Connection
from poller.voicemails.message_task import VOICEMAIL_ID
from waittimes.deadline import Deadline
from waittimes.settings.config import Config, Line
from waittimes.table import PageConflict
from waittimes.voicemails.record import State
from waittimes.voicemails.store import Stored, VoicemailStore

PATIENCE_SECONDS = 30.0
REASON = "an operator has deleted the message"


def delete(settings: Config, store: VoicemailStore, line: Line, stored: Stored, *, now: float) -> None:
    """Delete the message. An agent who has its task already keeps it, without the sound.

    Raises click.ClickException while the call goes on; what Actions raise, and TableUnavailable.
    """
    voicemail = stored.voicemail
    if voicemail.state is State.OPEN:
        raise click.ClickException("its call is not known to be over; try again after the next poll")
    twilio = _actions(settings, line)
    for each in voicemail.recording_sids:
        unless_gone(lambda sid=each: twilio.delete_recording(sid))  # type: ignore[misc]
    for task in twilio.find_tasks(line.workspace_sid, VOICEMAIL_ID, voicemail.call_sid):
        if task.status in WAITING_TASK:
            twilio.cancel_task(line.workspace_sid, task.sid, REASON)
    try:
        store.update(stored, voicemail.finished(State.DELETED), now=now)
    except PageConflict as error:
        raise click.ClickException("the poller is at it; run the command again in a minute") from error
    store.note(line.name, {voicemail.call_sid: None}, now=now)


def _actions(settings: Config, line: Line) -> Actions:
    connection = Connection(line.account, settings.taskrouter_url, settings.polling, api_url=settings.api_url)
    return actions(line.account.sid, connection.until(Deadline.in_seconds(PATIENCE_SECONDS), RequestCounts()))
