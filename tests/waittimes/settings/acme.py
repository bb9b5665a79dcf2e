"""The lines of Acme: two accounts, three workspaces, three lines."""

import tomllib

import pytest

from waittimes.settings import lines_file
from waittimes.settings.config import Config
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

ENVIRONMENT = {"EUROPE_TOKEN": "token-of-europe", "AMERICA_TOKEN": "token-of-america"}
FILE = """
table = "acme-waits"

[accounts.europe]
account_sid = "AC{e}"
auth_tokens = ["env:EUROPE_TOKEN", "ssm:/acme/europe/next"]
workspaces = ["WS{1}", "WS{2}"]
api_key_sid = "SK{3}"
api_key_secret = "secretsmanager:acme/europe"

[accounts.america]
account_sid = "AC{a}"
auth_tokens = ["env:AMERICA_TOKEN"]
workspaces = ["WS{4}"]

[lines.support]
account = "europe"
workspace_sid = "WS{2}"
workflow_sid = "WW{5}"
task_queue_sid = "WQ{6}"
numbers = ["+4930555001", "sip:support@acme.example.com"]
language = "de"
greeting = "Willkommen bei Acme."
attributes = {{ skill = "support", tier = 2 }}
priority = 7

[lines.sales]
account = "europe"
workspace_sid = "WS{1}"
workflow_sid = "WW{7}"
task_queue_sid = "WQ{8}"
numbers = ["+4930555002"]

[lines.overseas]
account = "america"
workflow_sid = "WW{9}"
task_queue_sid = "WQ{0}"
numbers = ["*"]
language = "pt-BR"
""".format(*(digit * 32 for digit in "0123456789"), a="a" * 32, e="e" * 32)


def config_of(text: str) -> Config:
    return lines_file.config("lines.toml", tomllib.loads(text), {}, References(ENVIRONMENT, "value of {}".format))


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as caught:
        config_of(text)
    return caught.value.problems
