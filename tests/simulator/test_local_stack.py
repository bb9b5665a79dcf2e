"""The ports of the live contact centre, and the error for a wrong LIVE_PORT."""

import pytest
from click.testing import CliRunner

from simulator import live, live_env
from simulator.call import call
from simulator.local_stack import InvalidPort, Ports, free_ports, live_ports, variables
from waittimes.settings.config import DEFAULT_TABLE


def test_the_live_contact_centre_has_three_ports_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVE_PORT", raising=False)
    assert live_ports() == Ports(8031, 8032, 8033)

    monkeypatch.setenv("LIVE_PORT", "9031")
    assert live_ports() == Ports(9031, 9032, 9033)


def test_the_environment_of_a_contact_centre_that_does_not_run_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = free_ports().phone
    monkeypatch.setenv("LIVE_PORT", str(phone))

    with pytest.raises(SystemExit) as left:
        live_env.main()

    assert (
        left.value.code
        == f"No contact centre of this folder answers on port {phone}: run make live in another terminal first"
    )
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["abc", "", "80", "65534", "-9031", "9031.5", "\u0669\u0660\u0663\u0661"])
def test_a_wrong_port_is_one_sentence_with_what_is_right(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LIVE_PORT", text)
    sentence = f'LIVE_PORT is "{text}"; it must be a number from 1024 to 65533.'

    with pytest.raises(InvalidPort, match="LIVE_PORT"):
        live_ports()
    with pytest.raises(SystemExit) as left:
        live.main()
    with pytest.raises(SystemExit) as left_too:
        live_env.main()
    dialled = CliRunner().invoke(call)

    assert left.value.code == left_too.value.code == sentence
    assert (dialled.exit_code, dialled.output.strip()) == (1, sentence)


def test_nothing_is_left_for_a_file_of_settings_to_set() -> None:
    found = variables(Ports(1, 2, 3))

    assert {"TABLE", "PUBLIC_URL", "TASKROUTER_URL", "API_URL", "LINES_FILE", "POLLER_REFRESH_SECONDS"} <= found.keys()
    assert (found["TABLE"], found["PUBLIC_URL"]) == (DEFAULT_TABLE, "")
