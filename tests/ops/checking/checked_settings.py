"""Settings of one line or of a token rotation, and what the checks find in them."""

from moto import mock_aws

from ops.checking.check import check_all
from ops.checking.finding import Finding, shown
from simulator.centre.example import example_plan
from simulator.centre.sids import sid
from waittimes.settings import loading
from waittimes.settings.config import Config

PLAN = example_plan()
ACCOUNT_SID, TOKEN = sid("AC", "checked"), sid("", "checked")
KEY_SID, KEY_SECRET = sid("SK", "checked"), "secret-of-the-api-key"
SALES = PLAN.task_queues[0]
NOW = 1_795_000_000.0


def settings(url: str, **changed: str) -> Config:
    environ = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": PLAN.workflows[0].sid,
        "TASK_QUEUE_SID": SALES.sid,
        "TASKROUTER_URL": url,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "LINES_FILE": "",
    }
    return loading.load(environ | changed)


def two_tokens(url: str, first: str, second: str, *, key: bool = False) -> Config:
    """Return settings during a token rotation, with an API key if asked for."""
    environ = {"FIRST": first, "SECOND": second, "KEY": KEY_SECRET, "TASKROUTER_URL": url, "LINES_FILE": "lines.toml"}
    api_key = f'api_key_sid = "{KEY_SID}"\napi_key_secret = "env:KEY"\n' if key else ""
    with open("lines.toml", "w", encoding="utf-8") as file:  # noqa: PTH123 - in the folder of the test
        file.write(
            f"""
[accounts.main]
account_sid = "{ACCOUNT_SID}"
auth_tokens = ["env:FIRST", "env:SECOND"]
{api_key}workspaces = ["{PLAN.workspace.sid}"]

[lines.sales]
workflow_sid = "{PLAN.workflows[0].sid}"
task_queue_sid = "{SALES.sid}"
"""
        )
    return loading.load(environ)


def findings(settings: Config) -> list[Finding]:
    with mock_aws():
        return list(check_all(settings, now=NOW, there="in eu-west-1"))


def problems(settings: Config) -> list[str]:
    return [shown(each) for each in findings(settings) if each.remedy]


def lines(settings: Config) -> list[str]:
    return [shown(each) for each in findings(settings)]
