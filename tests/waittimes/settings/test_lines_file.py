"""The settings file describes accounts and lines."""

import pytest

from tests.waittimes.settings.acme import FILE, config_of


def test_accounts_have_workspaces_tokens_and_perhaps_a_key() -> None:
    europe, america = config_of(FILE).accounts

    assert (europe.name, europe.sid, america.name) == ("europe", "AC" + "e" * 32, "america")
    assert europe.workspace_sids == ("WS" + "1" * 32, "WS" + "2" * 32)
    assert [token.reveal() for token in europe.auth_tokens] == ["token-of-europe", "value of ssm:/acme/europe/next"]
    assert europe.api_key is not None
    assert (europe.api_key.sid, europe.api_key.secret.reveal()) == (
        "SK" + "3" * 32,
        "value of secretsmanager:acme/europe",
    )
    assert america.api_key is None


def test_a_line_has_everything_that_a_call_needs() -> None:
    config = config_of(FILE)

    line = config.line("support")

    assert line is not None
    assert line.account is config.accounts[0]
    assert line.workspace_sid == "WS" + "2" * 32
    assert line.workflow_sid == "WW" + "5" * 32
    assert line.task_queue_sid == "WQ" + "6" * 32
    assert line.numbers == ("+4930555001", "sip:support@acme.example.com")
    assert (line.language, line.greeting) == ("de", "Willkommen bei Acme.")
    assert (line.attributes, line.priority) == ({"skill": "support", "tier": 2}, 7)


def test_a_line_has_defaults() -> None:
    line = config_of(FILE).line("sales")

    assert line is not None
    assert (line.language, line.greeting, line.attributes, line.priority) == ("en", None, {}, 0)


def test_the_only_workspace_of_an_account_need_not_be_named() -> None:
    line = config_of(FILE).line("overseas")

    assert line is not None
    assert line.workspace_sid == "WS" + "4" * 32


def test_the_only_account_need_not_be_named() -> None:
    text = FILE.replace('account = "europe"\n', "")
    start, end = text.index("[accounts.america]"), text.index("[lines.support]")

    config = config_of(text[:start] + text[end : text.index("[lines.overseas]")])

    assert {line.account.name for line in config.lines} == {"europe"}


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("+4930555001", "support"),
        ("sip:support@acme.example.com", "support"),
        ("+4930555002", "sales"),
        ("+4930555003", "overseas"),
        ("", "overseas"),
    ],
)
def test_a_number_leads_to_its_line_and_any_other_to_the_line_for_any(number: str, name: str) -> None:
    line = config_of(FILE).line_called(number)

    assert line is not None
    assert line.name == name


def test_a_number_without_a_line_leads_nowhere() -> None:
    assert config_of(FILE.replace('["*"]', "[]")).line_called("+4930555003") is None


def test_a_line_may_be_reached_by_its_name_alone() -> None:
    line = config_of(FILE.replace('numbers = ["*"]\n', "")).line("overseas")

    assert line is not None
    assert line.numbers == ()
