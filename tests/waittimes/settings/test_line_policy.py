"""Each line has its own policy: what it announces, what callers hear on hold, and where else they may go."""

import json
import tomllib
from typing import Any

import pytest

from waittimes.settings import lines_file
from waittimes.settings.config import Config
from waittimes.settings.line_policy import Hold, Leaving, Policy, Vocabulary
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

FILE = """
[accounts.main]
account_sid = "AC66666666666666666666666666666666"
auth_tokens = ["env:TOKEN"]
workspaces = ["WS66666666666666666666666666666666"]
{account}

[lines.support]
workflow_sid = "WW66666666666666666666666666666666"
task_queue_sid = "WQ66666666666666666666666666666666"
{line}
"""


def loaded(line: str = "", account: str = "", vocabulary: Vocabulary | None = None) -> Config:
    environ = {"TOKEN": "a-token-for-this-test", "KEY": "a-shared-key"}
    tables: dict[str, Any] = tomllib.loads(FILE.format(line=line, account=account))
    return lines_file.config("lines.toml", tables, environ, References(environ), vocabulary)


def test_a_line_without_settings_has_the_default_policy() -> None:
    (line,) = loaded().lines

    assert (line.policy, line.hold, line.leaving) == (Policy(), Hold(), Leaving())
    assert line.play == {}


def test_every_setting_of_a_lines_policy_is_read() -> None:
    (line,) = loaded("""
fresh_seconds = 120
ageing_seconds = 300
floor_minutes = 2
ceiling_minutes = 30
band_minutes = [10, 30]
music = "https://music.example.com/jazz.mp3"
hold_first_seconds = 20
hold_every_seconds = 75
is_fifo = true
position_limit = 4
overflow = "+15550100009"
redirected_is_answered = true
play = { greeting = "https://sound.example.com/hello.wav" }
""").lines

    assert line.policy == Policy(120, 300, 2, 30, (10, 30))
    assert line.hold == Hold("https://music.example.com/jazz.mp3", 20, 75, is_fifo=True, position_limit=4)
    assert line.leaving == Leaving("+15550100009", redirected_is_answered=True)
    assert line.play == {"greeting": "https://sound.example.com/hello.wav"}


def test_ageing_seconds_follow_fresh_seconds_beyond_their_default() -> None:
    (line,) = loaded("fresh_seconds = 900").lines

    assert (line.policy.fresh_seconds, line.policy.ageing_seconds) == (900, 900)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("fresh_seconds = -1", "fresh_seconds is -1; write a whole number from 0 to 86400"),
        ("fresh_seconds = 200\nageing_seconds = 100", "ageing_seconds is 100; write a whole number from 200 to 86400"),
        ("ceiling_minutes = 300", "ceiling_minutes is 300; write a whole number from 1 to 240"),
        ("floor_minutes = 46", "floor_minutes is 46; write a whole number from 1 to 45"),
        ("band_minutes = [5, 5]", "band_minutes is [5, 5]; write a list of rising whole numbers from 1 to 240"),
        ("band_minutes = []", "band_minutes is []; write a list of rising whole numbers from 1 to 240"),
        ("band_minutes = [true]", "band_minutes is [True]; write a list of rising whole numbers from 1 to 240"),
        ("hold_every_seconds = 14", "hold_every_seconds is 14; write a whole number from 15 to 3600"),
        ("is_fifo = 1", "is_fifo is 1; write true or false"),
        ('is_fifo = "yes"', "is_fifo is 'yes'; write true or false"),
        ('overflow = "0555 0100"', "overflow is '0555 0100', not a phone number such as \"+15550100009\""),
        ('music = "jazz.mp3"', "music is 'jazz.mp3', not a URL"),
        ("play = { Greeting = 'https://a.example/h.wav' }", "play is 'Greeting', not the key of a sentence"),
        ("play = { greeting = 'hello.wav' }", "play.greeting is 'hello.wav', not a URL"),
    ],
)
def test_a_mistake_in_a_lines_policy_is_named_with_its_remedy(setting: str, complaint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(setting)

    (problem,) = caught.value.problems
    assert problem.startswith(f"lines.toml: [lines.support] {complaint}")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "localhost", "LOCALHOST", "localhost.", "phone.localhost"),
        *("169.254.169.254", "10.0.0.7", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0", "intranet", "pbx.local"),
        *("[::1]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]", "[::]", "[1:2]", "user:word@127.0.0.1"),
    ],
)
@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ('overflow = "http://{}/twiml"', "overflow"),
        ('music = "https://{}:8080/jazz.mp3"', "music"),
        ('play = {{ greeting = "https://{}/h.wav" }}', "play.greeting"),
    ],
)
def test_an_address_that_twilio_cannot_reach_is_refused(setting: str, name: str, host: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(setting.format(host))

    (problem,) = caught.value.problems
    assert problem.startswith(f"lines.toml: [lines.support] {name} is ")
    assert "a URL that Twilio can reach" in problem
    assert "word" not in problem.partition(", not ")[0]


@pytest.mark.parametrize(
    "host", ["calls.example.com", "8.8.8.8", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "local.example.com", "9.example"]
)
def test_an_address_that_twilio_can_reach_is_taken(host: str) -> None:
    (line,) = loaded(f'overflow = "https://{host}:8443/twiml"').lines

    assert line.leaving.overflow == f"https://{host}:8443/twiml"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1f", "\x7f", " ", "\u2028"])
@pytest.mark.parametrize(
    "place", ["https://a{}b.example.com/", "https://a.example.com/{}", "https://u{}@a.example.com/"]
)
def test_an_address_with_an_invisible_character_is_refused(place: str, character: str) -> None:
    with pytest.raises(ConfigurationError, match="overflow is "):
        loaded(f"overflow = {json.dumps(place.format(character))}")


SPEAKS = Vocabulary(languages=("en", "pl"), recordable=("greeting", "unknown"))


def test_a_language_and_a_recording_in_the_vocabulary_pass() -> None:
    (line,) = loaded('language = "pl"\nplay = { unknown = "https://sound.example.com/u.wav" }', vocabulary=SPEAKS).lines

    assert (line.language, [*line.play]) == ("pl", ["unknown"])


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ('language = "xx"', "language is 'xx'; there are en, pl"),
        ('play = { anthem = "https://a.example/b.mp3" }', "play has anthem; recordings can replace greeting, unknown"),
        ('play = { number_one = "https://a.example/b.mp3" }', "play has number_one; recordings can replace greeting"),
    ],
)
def test_a_language_or_recording_outside_the_vocabulary_is_refused_with_all_other_mistakes(
    setting: str, complaint: str
) -> None:
    assert loaded(setting)
    with pytest.raises(ConfigurationError) as caught:
        loaded(f"{setting}\nmusic = 'jazz.mp3'", vocabulary=SPEAKS)

    assert len(caught.value.problems) == 2
    assert any(each.startswith(f"lines.toml: [lines.support] {complaint}") for each in caught.value.problems)


def test_a_key_that_is_none_is_not_held_against_the_vocabulary_too() -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded('play = { Greeting = "https://sound.example.com/u.wav" }', vocabulary=SPEAKS)

    assert len(caught.value.problems) == 1


def test_a_shared_key_is_a_secret_by_reference() -> None:
    (account,) = loaded(account='shared_keys = { webhooks_sharedkey_1 = "env:KEY" }').accounts

    assert account.shared_keys["webhooks_sharedkey_1"].reveal() == "a-shared-key"


def test_a_shared_key_written_into_the_file_is_refused_and_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        loaded(account='shared_keys = { webhooks_sharedkey_1 = "a-shared-key" }')

    (problem,) = caught.value.problems
    assert "shared_keys.webhooks_sharedkey_1 is a text of 12 characters, not a reference to a secret" in problem
    assert "a-shared-key" not in problem
