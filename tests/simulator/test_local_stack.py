"""The ports of the live contact centre, and the error for a wrong LIVE_PORT."""

import pytest
from click.testing import CliRunner

from simulator import live
from simulator.call import call
from simulator.local_stack import InvalidPort, Ports, live_ports


def test_the_live_contact_centre_has_three_ports_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVE_PORT", raising=False)
    assert live_ports() == Ports(8031, 8032, 8033)

    monkeypatch.setenv("LIVE_PORT", "9031")
    assert live_ports() == Ports(9031, 9032, 9033)


@pytest.mark.parametrize("text", ["abc", "", "80", "65534", "-9031", "9031.5", "\u0669\u0660\u0663\u0661"])
def test_a_wrong_port_is_one_sentence_with_what_is_right(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("LIVE_PORT", text)
    sentence = f'LIVE_PORT is "{text}"; it must be a number from 1024 to 65533.'

    with pytest.raises(InvalidPort, match="LIVE_PORT"):
        live_ports()
    with pytest.raises(SystemExit) as left:
        live.main()
    dialled = CliRunner().invoke(call)

    assert left.value.code == sentence
    assert (dialled.exit_code, dialled.output.strip()) == (1, sentence)
