"""The wallboard's settings: off until it is set, and a sentence for every mistake."""

import pytest

from tests.waittimes.settings.acme import ENVIRONMENT, FILE, config_of, problems_of
from tests.waittimes.settings.test_environment import NEWCOMER
from waittimes.settings import environment
from waittimes.settings.config import Config
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

BOARD = f"""{FILE}
[wallboard]
cookie_keys = ["ssm:/acme/key", "ssm:/acme/old-key"]

[wallboard.passphrases.floor]
secrets = ["ssm:/acme/floor"]

[wallboard.passphrases.leads]
secrets = ["env:EUROPE_TOKEN", "ssm:/acme/leads"]
role = "operate"
account = "europe"
"""


def from_environment(**variables: str) -> Config:
    return environment.config({**NEWCOMER, **variables}, References({**ENVIRONMENT, **variables}))


def test_there_is_no_wallboard_until_one_is_set() -> None:
    assert config_of(FILE).wallboard is None
    assert from_environment().wallboard is None


def test_a_passphrase_has_a_role_and_perhaps_an_account() -> None:
    config = config_of(BOARD)
    assert config.wallboard is not None
    floor, leads = config.wallboard.passphrases

    assert [each.reveal() for each in config.wallboard.cookie_keys] == [
        "value of ssm:/acme/key",
        "value of ssm:/acme/old-key",
    ]
    assert (floor.name, floor.role, floor.account) == ("floor", "view", None)
    assert (leads.name, leads.role, leads.account) == ("leads", "operate", config.accounts[0])
    assert [each.reveal() for each in leads.secrets] == ["token-of-europe", "value of ssm:/acme/leads"]


def test_the_environment_describes_one_passphrase() -> None:
    found = from_environment(
        WALLBOARD_PASSPHRASE="correct horse battery", WALLBOARD_COOKIE_KEYS="k" * 40, WALLBOARD_ROLE="operate"
    ).wallboard

    assert found is not None
    (only,) = found.passphrases
    assert (only.name, only.role, only.account) == ("default", "operate", None)
    assert [each.reveal() for each in only.secrets] == ["correct horse battery"]


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"WALLBOARD_PASSPHRASE": "correct horse"}, "environment: WALLBOARD_COOKIE_KEYS is missing; set it to"),
        ({"WALLBOARD_COOKIE_KEYS": "k" * 40}, "environment: WALLBOARD_PASSPHRASE is missing; set it to"),
    ],
)
def test_half_a_wallboard_in_the_environment_is_refused(variables: dict[str, str], problem: str) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        from_environment(**variables)


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('cookie_keys = ["ssm:/acme/key", "ssm:/acme/old-key"]', "", "lines.toml: [wallboard] cookie_keys is missing;"),
        ("cookie_keys", "cookie_key", "[wallboard] cookie_key is no setting; did you mean cookie_keys?"),
        ('"ssm:/acme/floor"', '"hunter2hunter2"', "[wallboard.passphrases.floor] secrets is a text of 14 characters,"),
        ('"operate"', '"admin"', "[wallboard.passphrases.leads] role is 'admin'; write one of view, operate"),
        ("passphrases.floor", "passphrases.Floor", "[wallboard.passphrases.Floor] is not named well; choose a name"),
        ("[wallboard.passphrases.leads]\nsecrets", "[wallboard.passphrases.leads]\nx", "leads] secrets is missing;"),
    ],
)
def test_a_mistake_names_its_table_its_field_and_the_remedy(right: str, wrong: str, problem: str) -> None:
    assert any(problem in each for each in problems_of(BOARD.replace(right, wrong)))


def test_an_unknown_account_is_refused_with_those_there_are() -> None:
    mistaken = BOARD.replace('role = "operate"\naccount = "europe"', 'account = "asia"')

    assert problems_of(mistaken) == (
        "lines.toml: [wallboard.passphrases.leads] account is 'asia', but the accounts are europe, america; name one",
    )


def test_a_wallboard_without_a_passphrase_is_refused() -> None:
    alone = BOARD.partition("[wallboard.passphrases.floor]")[0]

    assert problems_of(alone) == (
        "lines.toml: [wallboard] passphrases is missing; write a table [wallboard.passphrases.NAME]",
    )
