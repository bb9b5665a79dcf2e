"""What `check` finds: the cause first, each thing once, and a remedy that says what to do."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from moto import mock_aws

from ivr import switch
from ivr.switch import Positions
from ops.__main__ import commands
from ops.aws_clients import client
from ops.checking import accounts as checked_accounts
from ops.checking import stored
from ops.checking.check import found
from ops.checking.finding import Finding, shown, summary
from ops.setup.create_table import create
from simulator.api import accounts
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.example import example_plan
from simulator.centre.sids import sid
from simulator.server import serve
from tests.fakes.memory_table import MemoryTable
from waittimes import cache, feedback, workflow_store
from waittimes.page import NO_PAGE
from waittimes.score import Score, score_call, score_shortly
from waittimes.settings import loading
from waittimes.settings.config import Config
from waittimes.table import DynamoTable, Table, TableUnavailable
from waittimes.wait import Basis, Estimate, Wait

pytestmark = pytest.mark.usefixtures("aws_credentials")

PLAN = example_plan()
ACCOUNT_SID, TOKEN = sid("AC", "checked"), sid("", "checked")
KEY_SID, KEY_SECRET = sid("SK", "checked"), "secret-of-the-api-key"
PAGER = sid("WQ", "a queue of another workflow")
SALES = PLAN.task_queues[0]
NOW = 1_795_000_000.0


@pytest.fixture
def taskrouter() -> Iterator[str]:
    centre = Centre(PLAN, seed=3, opened_at=NOW)
    account = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(centre,), api_keys={KEY_SID: KEY_SECRET})
    with serve(create_api([account], lambda: NOW)) as url:
        yield url


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stay away from the settings and the AWS of the person who runs this."""
    monkeypatch.chdir(str(tmp_path))


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
    """Return settings in the midst of a token rotation, with an API key if asked for."""
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
        return list(found(settings, now=NOW, there="in eu-west-1"))


def problems(settings: Config) -> list[str]:
    return [shown(each) for each in findings(settings) if each.remedy]


def lines(settings: Config) -> list[str]:
    return [shown(each) for each in findings(settings)]


# What Twilio knows


def test_workspace_and_task_queue_are_told_by_name_beside_their_sids(taskrouter: str) -> None:
    told = lines(settings(taskrouter))

    assert (
        f"ok   account default: workspace {PLAN.workspace.friendly_name} ({PLAN.workspace.sid}) has 6 task queues"
        in told
    )


def test_where_the_line_leads_is_told_by_name(taskrouter: str) -> None:
    into_the_default = PLAN.task_queues[0]

    (told,) = [line for line in lines(settings(taskrouter, TASK_QUEUE_SID=into_the_default.sid)) if "workflow" in line]

    assert told == (
        f"ok   workflow {PLAN.workflows[0].friendly_name} ({PLAN.workflows[0].sid}) leads the callers of line default"
        f" ({into_the_default.friendly_name}) into that task queue"
    )


def test_a_task_queue_that_is_gone_is_told_with_those_there_are_and_its_workflow_is_not_told_too(
    taskrouter: str,
) -> None:
    told = [line for line in problems(settings(taskrouter, TASK_QUEUE_SID=PAGER)) if "line default" in line]

    assert told[0].startswith(f"DO   line default: its task queue {PAGER} is not in workspace {PLAN.workspace.sid}, so")
    assert "leave task_queue_sid out, or set it to one of " in told[0]
    assert f"{SALES.friendly_name} ({SALES.sid})" in told[0]
    assert not [line for line in told if "workflow" in line]


def test_what_follows_from_a_task_queue_that_is_gone_is_a_note_and_no_second_problem(taskrouter: str) -> None:
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        told = [shown(each) for each in found(settings(taskrouter, TASK_QUEUE_SID=PAGER), now=NOW, there="here")]

    about_the_line = [line for line in told if "line default" in line and not line.startswith("ok")]
    assert [line[:4] for line in about_the_line] == ["DO  ", "note"]
    assert about_the_line[1] == f"note line default: the table holds no wait of task queue {PAGER}"


def test_a_workflow_that_is_not_there_is_told(taskrouter: str) -> None:
    missing = sid("WW", "of nobody")

    (told,) = [line for line in problems(settings(taskrouter, WORKFLOW_SID=missing)) if missing in line]

    assert "so no caller can be enqueued: set workflow_sid to one of the workspace's workflows" in told


def test_a_wrong_token_is_told_once_with_what_it_costs_callers(taskrouter: str) -> None:
    told = problems(settings(taskrouter, TWILIO_AUTH_TOKEN="token-of-somebody-else"))

    refused = [line for line in told if "401" in line]
    assert len(refused) == 1
    assert told[0] == refused[0], "the cause comes first"
    assert "Twilio refuses auth token TWILIO_AUTH_TOKEN (HTTP 401), so nothing is polled" in refused[0]
    assert "callers are refused" in refused[0]
    assert "token-of-somebody-else" not in "".join(told)


def test_in_a_rotation_the_token_that_works_is_used_and_the_dead_one_is_a_note(taskrouter: str) -> None:
    told = lines(two_tokens(taskrouter, "a-token-that-is-dead", TOKEN))

    assert "ok   account main: auth token env:SECOND" in told
    assert (
        "note account main: Twilio refuses auth token env:FIRST (HTTP 401); another is accepted, so remove it" in told
    )
    assert [line for line in told if "has 6 task queues" in line]
    assert [line for line in told if "leads the callers of line sales (" in line]


def test_an_api_key_that_works_polls_and_dead_tokens_still_refuse_callers(taskrouter: str) -> None:
    told = lines(two_tokens(taskrouter, "dead", "dead-too", key=True))

    assert f"ok   account main: API key {KEY_SID} env:KEY" in told
    assert [line for line in told if "has 6 task queues" in line]
    (refused,) = [line for line in told if "401" in line]
    assert refused.startswith(
        "DO   account main: Twilio refuses auth token env:FIRST, auth token env:SECOND (HTTP 401): "
    )
    assert "callers are refused" in refused


def test_a_taskrouter_that_does_not_answer_is_told_once_and_the_rest_is_looked_at() -> None:
    told = problems(settings("http://127.0.0.1:9"))

    assert told[0].startswith("DO   account default: Twilio does not answer (ConnectionError): ")
    assert len([line for line in told if "Twilio" in line]) == 1
    assert [line for line in told if "phone at" in line]


def test_a_poll_that_would_take_too_long_is_told(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_accounts, "TASKROUTER_SECONDS", 0.0)

    told = problems(settings(taskrouter))

    assert told[0].startswith(f"DO   account default: workspace {PLAN.workspace.sid} (no time left): check the")


# What the table holds


@pytest.fixture
def table() -> MemoryTable:
    return MemoryTable()


def one_line(**changed: str) -> Config:
    return settings("http://127.0.0.1:9", **changed)


def of_table(config: Config, table: Table) -> list[str]:
    return [shown(each) for each in stored.findings(config, table, "in eu-west-1", NOW)]


def store(table: Table, *, age: float = 20, **fields: Any) -> None:
    wait = Wait(queue_sid=SALES.sid, queue_name="Sales", measured_at=NOW - age, basis=Basis.LINE)
    wait = replace(wait, **({"estimate": Estimate(240, 120, 400)} | fields))
    stored_as = cache.Measurement(PLAN.workspace.sid, (wait,), frozenset({SALES.sid}), NOW - age)
    assert cache.refresh(table, stored_as, now=NOW - age) == {}


def score(table: Table, config: Config, *scores: Score) -> None:
    for each in scores:
        feedback.add(table, config.lines[0], each, now=NOW)


def test_a_table_that_is_well_is_told_in_two_lines(table: MemoryTable) -> None:
    store(table)

    assert of_table(one_line(), table) == [
        "ok   the table task-queue-waits can be read and written",
        "ok   line default: the wait in the table is 20 s old",
    ]


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("ResourceNotFoundException", "in eu-west-1 there is no such table; make it (python -m ops create-table)"),
        ("ProvisionedThroughputExceededException", "try again in a minute"),
        ("NoCredentialsError", "set AWS_PROFILE, or run aws configure"),
        ("AccessDeniedException", "deployer.json"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_once_with_the_remedy_of_its_error(
    table: MemoryTable, code: str, remedy: str
) -> None:
    table.fails(code)

    (told,) = of_table(one_line(), table)

    assert told.startswith(f"DO   the table task-queue-waits cannot be read, so no wait is announced ({code}): ")
    assert remedy in told


def test_a_table_that_takes_no_write_is_a_problem_though_the_waits_are_fresh() -> None:
    table = Throttled()
    store(table)
    table.is_throttled = True

    told = of_table(one_line(), table)

    assert told[0].startswith(
        "DO   the table task-queue-waits cannot be written, so polls store nothing (ThrottlingException): in eu-west-1"
    )
    assert told[1].startswith("ok   line default: ")


class Throttled(MemoryTable):
    """A table that can be read, and at times not written."""

    is_throttled = False

    def put(self, key: str, rows: bytes, *, replaces: Any, measured_at: float, expires_at: float) -> None:
        if self.is_throttled:
            raise TableUnavailable("ThrottlingException")
        super().put(key, rows, replaces=replaces, measured_at=measured_at, expires_at=expires_at)


def test_a_poller_that_is_dead_is_told_by_the_age_of_the_waits(table: MemoryTable) -> None:
    store(table, age=400)

    told = of_table(one_line(), table)[1]

    assert told.startswith("DO   line default: the wait in the table is 400 s old: no poll has stored anything since; ")
    assert "zappa status" in told


def test_lines_with_the_same_trouble_are_told_together(table: MemoryTable) -> None:
    config = one_line()
    (line,) = config.lines
    three = replace(config, lines=(line, replace(line, name="support"), replace(line, name="vip")))

    (told,) = [each for each in of_table(three, table) if "holds no wait" in each]

    assert told.startswith(f"DO   lines default, support, vip: the table holds no wait of task queue {SALES.sid}: ")


@pytest.mark.parametrize(
    ("age", "sentence"),
    [
        (
            None,
            "DO   line default: no wait is announced, because the table does not have the workflow: python -m ops poll",
        ),
        (90, "ok   line default: its workflow in the table was read 90 s ago"),
        (30 * 3600, "DO   line default: its workflow in the table is 30 h old: python -m ops poll says why"),
    ],
)
def test_the_workflow_by_which_callers_are_routed_is_told_with_its_age(
    table: MemoryTable, age: float | None, sentence: str
) -> None:
    routed = settings("http://127.0.0.1:9", TASK_QUEUE_SID="")
    if age is not None:
        flow = PLAN.workflows[0]
        workflow_store.store(table, PLAN.workspace.sid, flow.sid, flow.configuration, now=NOW - age)

    told = [shown(each) for each in stored.findings(routed, table, "in eu-west-1", NOW)]

    assert [line for line in told if line.startswith(sentence)]


def test_a_line_without_a_task_queue_is_told_where_its_callers_go(taskrouter: str) -> None:
    told = lines(settings(taskrouter, TASK_QUEUE_SID=""))

    flow, first = PLAN.workflows[0], PLAN.task_queues[0]
    assert (
        f"ok   line default: workflow {flow.friendly_name} ({flow.sid}) leads its callers to {first.friendly_name}"
        f" ({first.sid})"
    ) in told


def test_muted_lines_are_a_note(table: MemoryTable) -> None:
    store(table)
    switch.write(table, Positions(frozenset({"default"})), replaces=NO_PAGE, now=NOW)

    assert "note muted: line default; callers hear no announced wait (python -m ops unmute lifts it)" in of_table(
        one_line(), table
    )


# What it was worth


def test_a_wait_that_is_off_by_three_is_a_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_call(promised=120, waited=waited) for waited in (340, 350, 360, 370, 380, 360)))

    (told,) = [each for each in of_table(config, table) if each.startswith("DO")]

    assert told.startswith(
        "DO   line default: callers were promised 2:00 and waited 6:00 on average (6 calls): mute it"
    )
    assert "python -m ops explain default" in told


def test_shortly_that_took_minutes_is_a_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_shortly(waited=waited) for waited in (250, 260, 30, 240, 280)))

    (told,) = [each for each in of_table(config, table) if each.startswith("DO")]

    assert told.startswith(
        'DO   line default: callers were told "shortly" and waited 3:32 on average (5 calls): mute it'
    )


def test_shortly_that_took_one_caller_long_is_no_problem(table: MemoryTable) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_shortly(waited=waited) for waited in (20, 30, 15, 25, 3000)))

    assert not [each for each in of_table(config, table) if each.startswith("DO")]


def test_an_agent_who_is_free_needs_no_look_at_the_past(table: MemoryTable) -> None:
    store(table, answered=31, evidence={"history": 720.0}, basis=Basis.AGENT_FREE)

    assert not [each for each in of_table(one_line(), table) if each.startswith("note")]


@pytest.mark.parametrize(
    "scores",
    [
        [(120, 360)] * 4,
        [(120, 200)] * 9,
        [(20, 70)] * 9,
        [(600, 0), (0, 600)] * 9,
        [(600, 20), (10, 900), (15, 800), (500, 30), (20, 300), (700, 1500)],
    ],
    ids=["too few calls", "less than twice", "less than a minute", "off in both directions", "mostly by chance"],
)
def test_what_chance_explains_is_no_problem(table: MemoryTable, scores: list[tuple[int, int]]) -> None:
    config = one_line()
    store(table)
    score(table, config, *(score_call(promised=told, waited=waited) for told, waited in scores))

    assert not [each for each in of_table(config, table) if each.startswith("DO")]


def test_an_estimate_far_from_what_the_last_callers_waited_is_a_note(table: MemoryTable) -> None:
    store(table, answered=31, evidence={"history": 720.0})

    (told,) = [each for each in of_table(one_line(), table) if each.startswith("note")]

    assert told == (
        "note line default: the estimate is 4:00, and the 31 callers answered in the last 15 minutes waited 12:00 on"
        " average (python -m ops explain default)"
    )


# What is printed


def test_the_last_line_counts_the_problems_and_names_them() -> None:
    well, note = Finding("a"), Finding("b", is_note=True)

    assert summary([well, note]) == "No problem found."
    assert summary([well, Finding("c", "x")]) == "1 problem: c"
    assert summary([Finding("c", "x"), note, Finding("d", "y")]) == "2 problems: c; d"


def test_without_a_region_the_rest_is_looked_at_all_the_same(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    told = problems(settings(taskrouter))

    assert told[0].startswith("DO   the table task-queue-waits cannot be asked (NoRegionError): no AWS region is set")
    assert told[1].startswith("DO   phone at ")


def test_the_command_ends_with_the_summary_and_leaves_with_1(taskrouter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WORKSPACE_SID": PLAN.workspace.sid,
        "WORKFLOW_SID": PLAN.workflows[0].sid,
        "TASK_QUEUE_SID": SALES.sid,
        "TASKROUTER_URL": taskrouter,
        "LINES_FILE": "",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        create(client("dynamodb"), "task-queue-waits", lambda _: None)
        store(DynamoTable(client("dynamodb"), "task-queue-waits"), age=NOW - time.time() + 20)

        told = CliRunner().invoke(commands, ["check"])

    assert told.exit_code == 1
    assert told.output.splitlines()[0] == "ok   settings: 1 account, 1 line, from environment"
    assert told.output.splitlines()[-1] == "1 problem: public_url is not set"


# What Twilio itself holds: phone numbers and voice queues


PHONE = "https://phone.example.com/production"


def test_voice_queues_and_phone_numbers_are_read_page_by_page_and_from_no_other_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = numbered("+15550100001", "+15550100002", "+15550100003", "+15550100004", "*")
    elsewhere: list[str] = []

    def another_host(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        elsewhere.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"{}"]

    with serve(another_host) as other:
        pages = twilios_pages(config, other)
        with serve(pages) as url:
            monkeypatch.setattr("ops.checking.twilio_rest.TWILIO_API", url)
            told = [shown(each) for each in of_twilio(config)]

    assert elsewhere == []
    sid_of_workflow = config.lines[0].workflow_sid
    assert told == [
        (
            f"note line default: the voice queue of workflow {sid_of_workflow} holds 100 callers; the next one leaves"
            " it at once as queue-full. To raise it, POST MaxSize (at most 5000) to its entry in the list of Queues"
            " (docs/deploy.md)"
        ),
        f"ok   line default: phone number +15550100001 calls {PHONE}/voice#rc=2&rt=4000&rp=all",
        (
            "DO   line default: phone number +15550100002 calls https://demo.example.com/voice, which is not the"
            f" phone: set it to {PHONE}/voice#rc=2&rt=4000&rp=all in the Twilio console"
        ),
        (
            "note line default: phone number +15550100003 has no voice URL of its own (perhaps a TwiML App, a trunk or"
            " a Studio flow)"
        ),
        (
            f"DO   line default: phone number +15550100004 is not a number of account {ACCOUNT_SID}: correct numbers in"
            " the settings"
        ),
        "ok   line default: 1 of the account's 3 phone numbers call the phone",
    ]


def numbered(*numbers: str) -> Config:
    config = settings("http://127.0.0.1:9")
    return replace(config, lines=(replace(config.lines[0], numbers=numbers),))


def of_twilio(config: Config) -> list[Finding]:
    from ops.checking import lines as checked_lines

    checked = checked_accounts.CheckedAccount(config.accounts[0], config.taskrouter_url, "in eu-west-1")
    return [
        *checked_lines.voice_queues(checked, config.lines),
        *checked_lines.phone_numbers(checked, config.lines, PHONE),
    ]


def twilios_pages(config: Config, other: str) -> Any:
    """Return Twilio's lists of numbers and voice queues; the last page of each names its next at another host."""
    below = f"/2010-04-01/Accounts/{ACCOUNT_SID}"
    pages = {
        f"{below}/Queues.json": {
            "queues": [{"friendly_name": "another", "max_size": 7}],
            "next_page_uri": f"{below}/Queues.json?Page=1",
        },
        f"{below}/Queues.json?Page=1": {
            "queues": [{"friendly_name": config.lines[0].workflow_sid, "max_size": 100}],
            "next_page_uri": f"@{other.removeprefix('http://')}{below}/Queues.json",
        },
        f"{below}/IncomingPhoneNumbers.json": {
            "incoming_phone_numbers": [
                {"phone_number": "+15550100001", "voice_url": f"{PHONE}/voice#rc=2&rt=4000&rp=all"},
                {"phone_number": "+15550100002", "voice_url": "https://demo.example.com/voice"},
                {"phone_number": "+15550100003", "voice_url": None},
            ],
            "next_page_uri": other,
        },
    }

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        query = environ["QUERY_STRING"]
        key = environ["PATH_INFO"] + (f"?{query}" if query and "PageSize" not in query else "")
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(pages[key]).encode()]

    return app
