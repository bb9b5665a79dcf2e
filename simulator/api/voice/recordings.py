"""Twilio's Recordings: listed, read, heard and deleted. A recording sounds as a low hum of its length."""

import io
import math
import wave
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from simulator.api.access import access
from simulator.api.errors import not_found
from simulator.api.pagination import page_of_2010
from simulator.api.query import moment
from simulator.api.resources import Json
from simulator.api.voice.resources import recording_resource, uri
from simulator.phones.recording import Recording

recordings = Blueprint("recordings", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")

DELETED_SHOWN_SECONDS = 40 * 86_400
"""How long a deleted recording can still be read with IncludeSoftDeleted, by Twilio's changelog of March 2022."""
SAMPLES_A_SECOND, HUM_HERTZ, HUM_LEVEL, MIDDLE = 8000, 100, 12, 128


@recordings.get("/Recordings.json")
def list_recordings(account_sid: str) -> Json:
    """Return a page of the recordings, the newest first."""
    account = access().account(account_sid)
    is_wanted = _wanted()
    found = {each.sid: each for each in access().shelf.of(account.sid) if is_wanted(each)}
    base = f"{uri(account.sid)}/Recordings.json"
    return page_of_2010(base, request.args, "recordings", found, _shown)


@recordings.get("/Recordings/<sid>.json")
def show_recording(account_sid: str, sid: str) -> Json:
    """Return one recording."""
    return _shown(_recording(account_sid, sid))


@recordings.get("/Recordings/<sid>")
@recordings.get("/Recordings/<sid>.wav")
def hear_recording(account_sid: str, sid: str) -> ResponseReturnValue:
    """Return the sound, as a WAV file. It needs credentials, as with Twilio's setting for media switched on."""
    recording = _recording(account_sid, sid)
    if recording.deleted_at is not None:
        raise not_found(request.path)
    return _hum(recording.seconds), {"Content-Type": "audio/x-wav"}


@recordings.delete("/Recordings/<sid>.json")
def delete_recording(account_sid: str, sid: str) -> ResponseReturnValue:
    """Delete the sound."""
    recording = _recording(account_sid, sid)
    if recording.deleted_at is not None:
        raise not_found(request.path)
    access().shelf.delete(recording, access().clock())
    return "", 204


def _shown(recording: Recording) -> Json:
    return recording_resource(recording, access().shelf.base_url)


def _recording(account_sid: str, sid: str) -> Recording:
    account = access().account(account_sid)
    for recording in access().shelf.of(account.sid):
        if recording.sid == sid and _is_shown(recording):
            return recording
    raise not_found(request.path)


def _is_shown(recording: Recording) -> bool:
    if recording.deleted_at is None:
        return True
    asked = request.args.get("IncludeSoftDeleted", "false").lower() == "true"
    return asked and access().clock() - recording.deleted_at < DELETED_SHOWN_SECONDS


def _wanted() -> Callable[[Recording], bool]:
    call_sid = request.args.get("CallSid")
    after, before, on = (moment(request.args, name) for name in ("DateCreated>", "DateCreated<", "DateCreated"))

    def is_wanted(recording: Recording) -> bool:
        created = datetime.fromtimestamp(recording.ended_at, UTC)
        in_time = (after is None or created >= after) and (before is None or created < before)
        that_day = on is None or created.date() == on.date()
        return call_sid in (None, recording.call_sid) and in_time and that_day and _is_shown(recording)

    return is_wanted


def _hum(seconds: int) -> bytes:
    period = SAMPLES_A_SECOND // HUM_HERTZ
    wavelength = bytes(MIDDLE + round(HUM_LEVEL * math.sin(2 * math.pi * place / period)) for place in range(period))
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes(wavelength * (seconds * HUM_HERTZ))
    return sound.getvalue()
