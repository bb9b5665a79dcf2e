"""The environment alone describes one account and one line."""

import pytest

from waittimes.settings import environment
from waittimes.settings.config import Config
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

NEWCOMER = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "first-token-opens-nothing",
    "TWILIO_WORKSPACE_SID": "WS" + "2" * 32,
    "WORKFLOW_SID": "WW" + "3" * 32,
    "TASK_QUEUE_SID": "WQ" + "4" * 32,
}


def config_of(**variables: str) -> Config:
    environ = NEWCOMER | variables
    return environment.config(environ, References(environ, "value of {}".format))


def problems_of(**variables: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        config_of(**variables)
    return caught.value.problems


def test_five_variables_are_one_account_and_one_line() -> None:
    config = config_of()

    (account,), (line,) = config.accounts, config.lines
    assert (account.name, line.name) == ("default", "default")
    assert account.sid == NEWCOMER["TWILIO_ACCOUNT_SID"]
    assert account.workspace_sids == (NEWCOMER["TWILIO_WORKSPACE_SID"],)
    assert account.api_key is None
    assert [token.reveal() for token in account.auth_tokens] == ["first-token-opens-nothing"]
    assert line.account is account
    assert line.workspace_sid == NEWCOMER["TWILIO_WORKSPACE_SID"]
    assert line.workflow_sid == NEWCOMER["WORKFLOW_SID"]
    assert line.task_queue_sid == NEWCOMER["TASK_QUEUE_SID"]


def test_without_a_task_queue_the_line_has_that_of_its_workflow() -> None:
    (line,) = config_of(TASK_QUEUE_SID="").lines

    assert line.task_queue_sid == ""


def test_that_line_answers_any_number() -> None:
    config = config_of()

    for number in ("+15550100001", "+4930555002", "sip:desk@acme.example.com", ""):
        assert config.line_called(number) == config.lines[0]
    assert config.line("default") == config.lines[0]
    assert config.line("support") is None


def test_table_urls_and_file_have_defaults() -> None:
    config = config_of()

    assert (config.table, config.public_url) == ("task-queue-waits", "")
    assert (config.taskrouter_url, config.file) == ("https://taskrouter.twilio.com", "environment")


def test_table_and_urls_can_be_set() -> None:
    config = config_of(
        TABLE="waits-2", PUBLIC_URL="https://phone.example.com/dev/", TASKROUTER_URL="http://127.0.0.1:8081"
    )

    assert (config.table, config.public_url) == ("waits-2", "https://phone.example.com/dev")
    assert config.taskrouter_url == "http://127.0.0.1:8081"


def test_an_empty_variable_counts_as_unset() -> None:
    config = config_of(TABLE="", PUBLIC_URL="", TASKROUTER_URL="", TWILIO_API_KEY="", TWILIO_API_SECRET="")

    assert (config.table, config.public_url) == ("task-queue-waits", "")
    assert config.taskrouter_url == "https://taskrouter.twilio.com"
    assert config.accounts[0].api_key is None


def test_several_tokens_are_separated_by_commas() -> None:
    (account,) = config_of(TWILIO_AUTH_TOKEN="old-token-1, ssm:/acme/next ,").accounts

    assert [token.reveal() for token in account.auth_tokens] == ["old-token-1", "value of ssm:/acme/next"]


def test_an_api_key_for_polling_can_be_set() -> None:
    (account,) = config_of(TWILIO_API_KEY="SK" + "7" * 32, TWILIO_API_SECRET="env:KEY_SECRET", KEY_SECRET="x9").accounts

    assert account.api_key is not None
    assert (account.api_key.sid, account.api_key.secret.reveal()) == ("SK" + "7" * 32, "x9")


def test_a_value_may_itself_be_a_reference() -> None:
    environ = NEWCOMER | {"TABLE": "ssm:/acme/table", "PUBLIC_URL": "env:ADDRESS", "ADDRESS": "https://a.example.com/"}

    config = environment.config(environ, References(environ, {"ssm:/acme/table": "waits-7"}.__getitem__))

    assert (config.table, config.public_url) == ("waits-7", "https://a.example.com")


@pytest.mark.parametrize(
    "url",
    [
        "https://phone.example.com",
        "http://127.0.0.1:8080",
        "http://[::1]:8080/dev",
        "https://user:word@phone.example.com:8443/a/b",
    ],
)
def test_a_url_is_a_host_and_perhaps_a_path(url: str) -> None:
    assert config_of(PUBLIC_URL=url).public_url == url


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("TWILIO_ACCOUNT_SID", "set it to the account SID: AC and 32 hexadecimal digits"),
        ("TWILIO_AUTH_TOKEN", "set it to the secret itself or a reference to it"),
        ("TWILIO_WORKSPACE_SID", "set it to the workspace SID: WS and 32 hexadecimal digits"),
        ("WORKFLOW_SID", "set it to the workflow SID: WW and 32 hexadecimal digits"),
    ],
)
def test_a_missing_variable_is_named_with_its_remedy(name: str, remedy: str) -> None:
    assert problems_of(**{name: ""}) == (f"environment: {name} is missing; {remedy}",)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (
            "TWILIO_ACCOUNT_SID",
            "SK" + "1" * 32,
            f"is 'SK{'1' * 32}', not the account SID: AC and 32 hexadecimal digits",
        ),
        (
            "TWILIO_ACCOUNT_SID",
            "1" * 32,
            "is a text of 32 characters, not the account SID: AC and 32 hexadecimal digits",
        ),
        ("TWILIO_WORKSPACE_SID", f" WS{'2' * 32}", "is a text of 35 characters, not the workspace SID"),
        ("WORKFLOW_SID", "WQ" + "4" * 32, f"is 'WQ{'4' * 32}', not the workflow SID: WW"),
        ("TASK_QUEUE_SID", "WW" + "3" * 32, f"is 'WW{'3' * 32}', not the task queue SID: WQ"),
        ("TWILIO_AUTH_TOKEN", " , ", "is missing; set it to the secret itself or a reference to it"),
        ("TWILIO_AUTH_TOKEN", "env:UNSET", "refers to the environment variable UNSET, which holds no value; set it"),
        ("TWILIO_API_KEY", "SK" + "7" * 32, "and TWILIO_API_SECRET belong together; set both or neither"),
        ("TABLE", "my waits", "is 'my waits', not the name of a DynamoDB table"),
        (
            "TABLE",
            "env:TWILIO_AUTH_TOKEN2",
            "refers to the environment variable TWILIO_AUTH_TOKEN2, which holds no value",
        ),
        ("TABLE", "ssm:/acme/table", "refers by ssm:/acme/table to something that is not the name of a DynamoDB table"),
        ("PUBLIC_URL", "phone.example.com", "is 'phone.example.com', not a URL without a query"),
        ("PUBLIC_URL", "https://", "is 'https://', not a URL"),
        ("PUBLIC_URL", "https://a.example.com/voice?lang=en", "not a URL without a query"),
        ("PUBLIC_URL", "https://a.example.com/#rc=2", "not a URL without a query"),
        ("PUBLIC_URL", "https://user:word@a.example.com/?x", "is a text of 34 characters, not a URL without a query"),
        ("PUBLIC_URL", "http://[::1", "not a URL"),
        ("TASKROUTER_URL", "ftp://taskrouter.example.com", "not a URL"),
    ],
)
def test_a_wrong_variable_is_named_with_its_remedy(name: str, value: str, problem: str) -> None:
    (found,) = problems_of(**{name: value})

    assert found.startswith(f"environment: {name} ")
    assert problem in found


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("TWILIO_ACCOUNT_SID", "TWILIO_ACOUNT_SID"),
        ("WORKFLOW_SID", "WORKFLOW_ID"),
    ],
)
def test_a_variable_with_a_similar_name_is_to_be_renamed(name: str, written: str) -> None:
    assert problems_of(**{name: "", written: NEWCOMER[name]}) == (
        f"environment: {name} is missing, but {written} is set; rename it",
    )


@pytest.mark.parametrize("written", ["SID", "WORK_SID", "TWILIO_API_KEY", "AWS_PROFILE", "TABLE"])
def test_a_variable_of_another_program_or_purpose_is_left_alone(written: str) -> None:
    (problem,) = (each for each in problems_of(WORKFLOW_SID="", **{written: "x" * 9}) if "WORKFLOW_SID" in each)

    assert problem.startswith("environment: WORKFLOW_SID is missing; set it to the workflow SID")


def test_a_secret_without_its_api_key_is_reported() -> None:
    assert problems_of(TWILIO_API_SECRET="of-no-key") == (
        "environment: TWILIO_API_KEY and TWILIO_API_SECRET belong together; set both or neither",
    )


def test_several_mistakes_are_reported_together() -> None:
    with pytest.raises(ConfigurationError) as caught:
        environment.config({"TABLE": "?"}, References({}))

    text = str(caught.value)
    assert len(caught.value.problems) == len(text.splitlines()) == 5
    assert all(name in text for name in {*NEWCOMER, "TABLE"} - {"TASK_QUEUE_SID"})
