"""Secrets are referred to, looked up when needed, and never shown."""

import re
import tomllib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waittimes.settings import environment, lines_file, loading
from waittimes.settings.references import References, UnsetVariable
from waittimes.settings.secret import Secret, SecretUnavailable, is_reference
from waittimes.settings.settings_reader import ConfigurationError


class Store:
    """A store of secrets that notes each request and can be out of reach."""

    def __init__(self, **values: str) -> None:
        self.values = values
        self.asked: list[str] = []
        self.in_reach = True

    def __call__(self, reference: str) -> str:
        self.asked.append(reference)
        if not self.in_reach:
            raise SecretUnavailable(f"{reference} could not be read: ConnectTimeoutError")
        return self.values[reference.rpartition("/")[2]]


@pytest.mark.parametrize("reference", ["env:TOKEN", "ssm:/acme/token", "secretsmanager:acme/token", "env:"])
def test_a_reference_begins_with_a_store(reference: str) -> None:
    assert is_reference(reference)


@pytest.mark.parametrize("text", ["", "env", "token", "https://example.com", "ENV:TOKEN", " env:TOKEN", "vault:token"])
def test_anything_else_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_a_variable_is_resolved() -> None:
    assert References({"TOKEN": "of-the-variable"}).secret("env:TOKEN").reveal() == "of-the-variable"


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}])
def test_a_variable_that_holds_no_value_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(UnsetVariable, match=r"^TOKEN$"):
        References(environ).secret("env:TOKEN")


def test_a_variable_may_lead_to_another_and_on_to_a_store() -> None:
    store = Store(token="of-the-store")

    secret = References({"FIRST": "env:SECOND", "SECOND": "ssm:/acme/token"}, store).secret("env:FIRST")

    assert secret.reveal() == "of-the-store"
    assert store.asked == ["ssm:/acme/token"]


@pytest.mark.parametrize("environ", [{"A": "env:A"}, {"A": "env:B", "B": "env:A"}, {"A": "env:B", "B": "env:B"}])
def test_variables_that_lead_in_a_circle_hold_no_value(environ: dict[str, str]) -> None:
    with pytest.raises(UnsetVariable):
        References(environ).secret("env:A")


@pytest.mark.parametrize("reference", ["ssm:/acme/token", "secretsmanager:acme/token"])
def test_a_store_is_asked_only_when_the_secret_is_revealed(reference: str) -> None:
    store = Store(token="of-the-store")

    secret = References({}, store).secret(reference)
    assert store.asked == []

    assert secret.reveal() == "of-the-store"
    assert store.asked == [reference]


def test_a_rotated_secret_arrives() -> None:
    store = Store(token="old")
    secret = References({}, store).secret("ssm:/acme/token")
    secret.reveal()

    store.values["token"] = "new"

    assert secret.reveal() == "new"


def test_the_last_value_is_kept_when_the_store_fails_later() -> None:
    store = Store(token="last")
    secret = References({}, store).secret("ssm:/acme/token")
    secret.reveal()

    store.in_reach = False

    assert secret.reveal() == "last"
    assert len(store.asked) == 2


def test_a_secret_whose_store_never_answered_is_unavailable() -> None:
    store = Store(token="never seen")
    store.in_reach = False
    secret = References({}, store).secret("ssm:/acme/token")

    with pytest.raises(SecretUnavailable, match=r"^ssm:/acme/token could not be read: ConnectTimeoutError$"):
        secret.reveal()

    store.in_reach = True
    assert secret.reveal() == "never seen"


def test_loading_asks_no_store_for_secrets() -> None:
    store = Store(first="one", second="two")
    environ = NEWCOMER | {"TWILIO_AUTH_TOKEN": "ssm:/acme/first,secretsmanager:acme/second"}

    (account,) = environment.config(environ, References(environ, store)).accounts
    assert store.asked == []

    assert [token.reveal() for token in account.auth_tokens] == ["one", "two"]


def test_a_setting_whose_store_does_not_answer_is_named_with_a_remedy() -> None:
    store = Store()
    store.in_reach = False
    environ = NEWCOMER | {"TABLE": "ssm:/acme/table"}

    with pytest.raises(ConfigurationError) as caught:
        environment.config(environ, References(environ, store))

    (problem,) = caught.value.problems
    assert problem.startswith("environment: TABLE is unknown: ssm:/acme/table could not be read: ConnectTimeoutError")
    assert problem.endswith("; check the reference, the region and the permission to read it")


NEWCOMER = {
    "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
    "TWILIO_AUTH_TOKEN": "env:TOKEN",
    "TWILIO_WORKSPACE_SID": "WS" + "2" * 32,
    "WORKFLOW_SID": "WW" + "3" * 32,
    "TASK_QUEUE_SID": "WQ" + "4" * 32,
    "TOKEN": "token-of-the-newcomer",
}
FILE = """
[accounts.acme]
account_sid = "AC11111111111111111111111111111111"
auth_tokens = ["env:TOKEN"]
workspaces = ["WS22222222222222222222222222222222"]
api_key_sid = "SK55555555555555555555555555555555"
api_key_secret = "env:TOKEN"

[lines.support]
workspace_sid = "WS22222222222222222222222222222222"
workflow_sid = "WW33333333333333333333333333333333"
task_queue_sid = "WQ44444444444444444444444444444444"
numbers = ["+15550100003"]
"""
WHOLE_FILE = f"""
table = "acme-waits"
public_url = "https://phone.example.com"
taskrouter_url = "http://127.0.0.1:8081"
{FILE}
language = "en"
greeting = "Welcome."
"""
SECRETS = st.text("0123456789abcdef", min_size=32, max_size=32) | st.from_regex(
    r"[A-Za-z0-9+/_-]{12,40}", fullmatch=True
)


def refused(read: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read()
    return f"{caught.value} {caught.value!r} {caught.value.__cause__!r} {caught.value.problems}"


@given(SECRETS)
def test_a_secret_is_in_no_repr(value: str) -> None:
    environ = NEWCOMER | {"TOKEN": value, "TWILIO_API_KEY": "SK" + "5" * 32, "TWILIO_API_SECRET": value}

    by_environment = environment.config(environ | {"TWILIO_AUTH_TOKEN": f"{value},env:TOKEN"}, References(environ))
    by_file = lines_file.config("lines.toml", tomllib.loads(FILE), {}, References(environ))

    assert by_file.accounts[0].auth_tokens[0].reveal() == by_environment.accounts[0].auth_tokens[0].reveal() == value
    for shown in (repr(by_environment), str(by_environment), repr(by_file), f"{by_file.accounts[0].auth_tokens[0]}"):
        assert value not in shown
        assert "Secret(" in shown


@given(
    field=st.sampled_from(
        ["account_sid", "auth_tokens", "workspaces", "api_key_sid", "api_key_secret", "workflow_sid"]
    ),
    form=st.sampled_from(['"{}"', '["{}"]', '[["{}"]]', '{{ value = "{}" }}']),
    secret=SECRETS,
)
def test_a_secret_pasted_into_the_file_is_refused_and_never_printed(field: str, form: str, secret: str) -> None:
    text = with_field(FILE, field, form.format(secret))

    said = refused(lambda: lines_file.config("lines.toml", tomllib.loads(text), {}, References(NEWCOMER)))

    assert f"] {field} " in said
    assert secret not in said


@given(
    name=st.sampled_from(
        ["TWILIO_ACCOUNT_SID", "TWILIO_WORKSPACE_SID", "WORKFLOW_SID", "TASK_QUEUE_SID", "TWILIO_API_KEY"]
    ),
    value=st.sampled_from(["{}", "env:TOKEN", "ssm:/acme/token", " {} "]),
    secret=SECRETS,
)
def test_a_secret_in_the_wrong_variable_is_refused_and_never_printed(name: str, value: str, secret: str) -> None:
    environ = NEWCOMER | {"TOKEN": secret, "TWILIO_API_SECRET": "SK" + "5" * 32, name: value.format(secret)}

    said = refused(lambda: environment.config(environ, References(environ, lambda _: secret)))

    assert f"environment: {name} " in said
    assert secret not in said


@given(
    field=st.sampled_from(["table", "public_url", "taskrouter_url", "language", "greeting", "task_queue_sid"]),
    secret=SECRETS,
)
def test_a_secret_that_a_setting_refers_to_is_never_printed(field: str, secret: str) -> None:
    text = with_field(WHOLE_FILE, field, '"env:TOKEN"')
    too_long = secret * 100

    said = refused(lambda: lines_file.config("lines.toml", tomllib.loads(text), {}, References({"TOKEN": too_long})))

    assert f"{field} refers by env:TOKEN to something that is not " in said
    assert secret not in said


def with_field(text: str, field: str, value: str) -> str:
    return re.sub(rf"^{field} = .*$", lambda _: f"{field} = {value}", text, count=1, flags=re.MULTILINE)


def test_a_secret_is_not_looked_up_in_aws_while_loading() -> None:
    secret = (
        loading.load(NEWCOMER | {"TWILIO_AUTH_TOKEN": "ssm:/acme/token", "LINES_FILE": ""}).accounts[0].auth_tokens[0]
    )

    assert isinstance(secret, Secret)
    assert repr(secret) == "Secret('ssm:/acme/token')"
