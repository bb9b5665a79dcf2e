"""A line's table of voicemail: what it means if it is missing or empty, and which mistakes are told."""

import pytest

from tests.waittimes.settings.acme import FILE, config_of, problems_of
from waittimes.settings.line_voicemail import VoicemailPolicy

REACHABLE = 'public_url = "https://waits.acme.example.com"\n'


def with_voicemail(settings: str = "", *, before: str = REACHABLE) -> str:
    return f"{before}{FILE}\n[lines.sales.voicemail]\n{settings}\n"


def test_a_line_without_the_table_takes_no_messages() -> None:
    assert [line.voicemail for line in config_of(FILE).lines] == [None, None, None]


def test_an_empty_table_is_enough() -> None:
    line = config_of(with_voicemail()).line("sales")

    assert line
    assert line.voicemail == VoicemailPolicy()


def test_every_setting_is_read() -> None:
    settings = """
        if_closed = false
        if_unstaffed = false
        if_no_callback = false
        above_minutes = 20
        longest_minutes = 3
        silence_seconds = 4
        key = "*"
        most_pending = 7
        kept_days = 14
        workflow_sid = "WWabababababababababababababababab"
        priority = 9
        task_channel = "voicemail"
    """

    line = config_of(with_voicemail(settings)).line("sales")

    assert line
    assert line.voicemail == VoicemailPolicy(
        if_closed=False,
        if_unstaffed=False,
        if_no_callback=False,
        above_minutes=20,
        longest_minutes=3,
        silence_seconds=4,
        key="*",
        most_pending=7,
        kept_days=14,
        workflow_sid="WW" + "ab" * 16,
        priority=9,
        task_channel="voicemail",
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("longest_minutes = 11", "longest_minutes is 11; write a whole number from 1 to 10"),
        ('key = "5"', "key is '5'; write one of #, *"),
        ("kept_days = 0", "kept_days is 0; write a whole number from 1 to 365"),
        ('workflow_sid = "WQ1"', "workflow_sid is a text of 3 characters, not the workflow SID"),
        ("if_close = true", "if_close is no setting; did you mean if_closed?"),
    ],
)
def test_a_mistake_names_the_table_of_the_line(settings: str, said: str) -> None:
    (problem,) = problems_of(with_voicemail(settings))

    assert problem.startswith(f"lines.toml: [lines.sales.voicemail] {said}")


def test_twilio_must_know_where_to_tell_of_a_recording() -> None:
    (problem,) = problems_of(with_voicemail(before=""))

    assert problem == (
        "lines.toml: [lines.sales] voicemail needs public_url, where Twilio tells that a message was recorded; set"
        " public_url, or remove the table"
    )


def test_voicemail_must_be_a_table() -> None:
    (problem,) = problems_of(FILE.replace("[lines.sales]", "[lines.sales]\nvoicemail = true"))

    assert problem == "lines.toml: [lines.sales] voicemail is True; write a table"
