"""Recordings through Twilio's own package: listed, read, heard, deleted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.caller.phone.durations import audio_seconds
from simulator.phones.recording import Recordings
from tests.simulator.api.voice.shapes import RECORDING, URI, faults, list_of
from tests.simulator.api.voice.stand_in_voice import OTHER, Voice, voice
from tests.simulator.telephony.outbound_calls import ACCOUNT, NOW

CALLS = ["CA" + digit * 32 for digit in "123"]


@pytest.fixture
def recordings() -> Recordings:
    return Recordings()


@pytest.fixture
def twilio(recordings: Recordings) -> Iterator[Voice]:
    with voice(recordings=recordings) as running:
        recordings.base_url = running.url
        yield running


def _keep(recordings: Recordings) -> list[str]:
    """Keep a recording of each of three calls, a day apart."""
    seconds = [7, 8, 9]
    return [
        recordings.keep(ACCOUNT, call, NOW - 86_400 * (2 - place), seconds[place]).sid
        for place, call in enumerate(CALLS)
    ]


def test_a_recording_has_the_fields_of_twilios_document(twilio: Voice, recordings: Recordings) -> None:
    sids = _keep(recordings)
    assert faults(twilio.gets(f"/Recordings/{sids[0]}.json").json(), RECORDING) == []
    page = twilio.gets("/Recordings.json?PageSize=1").json()
    assert faults(page, list_of("recordings", URI + r"/Recordings\.json\?.*")) == []
    assert faults(page["recordings"][0], RECORDING) == []
    fetched = twilio.client.recordings(sids[1]).fetch()

    assert (fetched.duration, fetched.call_sid, str(fetched.source)) == ("8", CALLS[1], "RecordVerb")
    assert fetched.date_created == datetime.fromtimestamp(NOW - 86_400 + 8, UTC)


def test_recordings_are_listed_newest_first_by_call_and_date(twilio: Voice, recordings: Recordings) -> None:
    first, second, third = _keep(recordings)
    yesterday = datetime.fromtimestamp(NOW - 86_400, UTC)

    def listed(**filters: object) -> list[str | None]:
        return [each.sid for each in twilio.client.recordings.list(**filters)]  # type: ignore[arg-type]

    assert listed() == listed(page_size=1) == [third, second, first]
    assert listed(call_sid=CALLS[1]) == [second]
    assert listed(date_created_after=yesterday) == [third, second]
    assert listed(date_created_before=yesterday) == [first]
    assert listed(date_created=yesterday) == [second]


def test_the_sound_is_a_wav_file_of_its_length(twilio: Voice, recordings: Recordings) -> None:
    kept = recordings.keep(ACCOUNT, CALLS[0], NOW, 11)
    for ending in ("", ".wav"):
        heard = twilio.gets(f"/Recordings/{kept.sid}{ending}")
        assert heard.headers["Content-Type"] == "audio/x-wav"
        assert audio_seconds(heard.content) == 11
    assert kept.url == f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{kept.sid}"


def test_a_deleted_recording_is_silent_and_unlisted_but_known_for_forty_days(
    twilio: Voice, recordings: Recordings
) -> None:
    kept = recordings.keep(ACCOUNT, CALLS[0], NOW, 11)
    assert twilio.client.recordings(kept.sid).delete()

    assert twilio.client.recordings.list() == []
    assert twilio.gets(f"/Recordings/{kept.sid}.wav").status_code == 404
    for again in (twilio.client.recordings(kept.sid).fetch, twilio.client.recordings(kept.sid).delete):
        with pytest.raises(TwilioRestException) as refused:
            again()
        assert refused.value.status == 404
    [known] = twilio.client.recordings.list(include_soft_deleted=True)
    assert str(known.status) == "deleted"
    twilio.time[0] += timedelta(days=40).total_seconds()
    assert twilio.client.recordings.list(include_soft_deleted=True) == []


def test_only_the_account_itself_has_its_recordings(twilio: Voice, recordings: Recordings) -> None:
    kept = recordings.keep(OTHER, CALLS[0], NOW, 11)

    assert twilio.client.recordings.list() == []
    assert twilio.gets(f"/Recordings/{kept.sid}.wav").status_code == 404
    assert twilio.gets("/Recordings.json?DateCreated=soon").status_code == 400
