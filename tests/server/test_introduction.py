"""What is printed for somebody who wants a real number to ring here."""

from dataclasses import replace

import pytest

from server.introduction import introduction
from tests.ivr.phone_under_test import CLAIMS, TRAVEL
from waittimes.settings.config import Config

CONFIG = Config(accounts=(TRAVEL,), lines=(CLAIMS, replace(CLAIMS, name="bare", numbers=())), table="sqlite:///w.db")


def test_each_line_has_the_address_that_its_numbers_call() -> None:
    told = introduction(replace(CONFIG, public_url="https://waits.example.com/app"), "127.0.0.1:8000").splitlines()

    assert "  line claims: https://waits.example.com/app/voice#rc=2&rt=4000&rp=all" in told
    assert "  line bare: https://waits.example.com/app/voice/bare#rc=2&rt=4000&rp=all" in told


@pytest.mark.parametrize(("public_url", "needs_tunnel"), [("", True), ("https://waits.example.com", False)])
def test_a_tunnel_is_named_where_no_public_url_is_set(public_url: str, needs_tunnel: bool) -> None:
    told = introduction(replace(CONFIG, public_url=public_url), "127.0.0.1:8000")

    assert ("ngrok http 127.0.0.1:8000" in told) == needs_tunnel
    assert ("ADDRESS-OF-THE-TUNNEL" in told) == needs_tunnel


@pytest.mark.parametrize(("table", "named"), [("sqlite:///w.db", True), ("waits-in-dynamodb", False)])
def test_the_command_that_shows_the_waits_names_a_file(table: str, named: bool) -> None:
    told = introduction(replace(CONFIG, table=table), "127.0.0.1:8000")

    assert ("TABLE=sqlite:///w.db .venv/bin/python -m ops show" in told) == named
    assert ".venv/bin/python -m ops show" in told
