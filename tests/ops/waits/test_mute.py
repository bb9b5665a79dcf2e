"""`mute` and `unmute`: what they take, and what they print."""

from datetime import datetime
from zoneinfo import ZoneInfo

from click.testing import CliRunner

from ivr.switch import EVERY_LINE, Muting
from ops.waits.mute import silenced
from tests.ops.waits.test_show import run

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 15, 30, tzinfo=BERLIN).timestamp()


def test_each_muting_is_a_sentence_with_its_end_its_reason_and_who_set_it_when() -> None:
    muted = {
        "sales": Muting(NOW + 1800, "fire drill", "ada", NOW),
        EVERY_LINE: Muting(),
        "claims": Muting(NOW - 1, set_by="bob", set_at=NOW),
    }

    assert silenced(muted, BERLIN, NOW).splitlines() == [
        "Within five seconds:",
        "Every line is muted until unmute.",
        "sales is muted until 2026-11-26 16:00 (fire drill), set by ada at 2026-11-26 15:30.",
    ]
    assert silenced({}, BERLIN, NOW) == "Within five seconds waits are announced on every line."


def test_a_reason_and_an_end_are_shown_by_show(operator: CliRunner) -> None:
    told = run(operator, "mute", "support", "--for", "2h", "--reason", "fire drill")
    assert told.exit_code == 0
    assert "support is muted until 20" in told.output
    assert " (fire drill), set by " in told.output

    shown = run(operator, "show").output.splitlines()
    assert shown[0].startswith("muted: line support; callers hear no announced wait")
    assert shown[1].startswith("support is muted until 20")

    assert "on every line" in run(operator, "unmute", "support").output


def test_two_ends_and_a_reason_of_two_lines_are_refused(operator: CliRunner) -> None:
    for wrong in (("--for", "2h", "--until", "16:00"), ("--reason", "one\ntwo"), ("--reason", "x" * 201)):
        assert run(operator, "mute", *wrong).exit_code == 2
