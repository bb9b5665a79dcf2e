"""TaskRouter's REST API over real HTTP, spoken by Twilio's own package and judged by Twilio's own document."""

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from poller.estimation.statistics import SPLIT_SECONDS
from poller.taskrouter.client import TaskRouter
from poller.taskrouter.parsing import IN_QUEUE_WAIT, parse
from simulator.api import accounts, statistics
from simulator.api.statistics_endpoints import ApiVariant
from simulator.api.taskrouter_api import create_api
from simulator.centre.centre import Centre
from simulator.centre.distributions import NEVER, Constant
from simulator.centre.history import Window
from simulator.centre.plan import Demand, Group, Plan, TaskQueue, Workspace, always, steady
from simulator.centre.sids import sid
from simulator.server import serve
from tests.poller.stand_in import reach
from tests.taskrouter_spec.oracle import Oracle
from waittimes.settings.config import Account, ApiKey
from waittimes.settings.secret import Secret

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

OPENED_AT, NOW = 1_795_000_000.0, 1_795_002_400.0
ACCOUNT_SID, TOKEN = "AC" + "1" * 32, "token-of-the-account"
KEY_SID, KEY_SECRET = "SK" + "2" * 32, "secret-of-the-key"
QUEUES = 12


def centre(*, multi_task_enabled: bool = True) -> Centre:
    """Return twelve task queues after forty minutes of calls, no two alike."""
    skills = [f"topic{number}" for number in range(QUEUES)]
    plan = Plan(
        workspace=Workspace.named("Harbour", multi_task_enabled=multi_task_enabled),
        task_queues=tuple(
            TaskQueue(sid=sid("WQ", skill), friendly_name=skill.title(), skill=skill, demand=_demand(number))
            for number, skill in enumerate(skills)
        ),
        groups=tuple(Group(name=skill, skills=frozenset({skill}), count=2, shifts=always(2)) for skill in skills),
    )
    opened = Centre(plan, seed=5, opened_at=OPENED_AT)
    opened.advance(NOW)
    return opened


def _demand(number: int) -> Demand:
    return Demand(rates=steady(0.2 * number), talk=Constant(150 + 20 * number), patience=NEVER)


@dataclass
class AtTwilio:
    """The API below, as if it stood in Twilio's place: on its host, or with pages smaller than were asked for."""

    app: "WSGIApplication"
    host: str = ""
    most_on_a_page: int = 1000
    requests: list["WSGIEnvironment"] = field(default_factory=list)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.requests.append(environ)
        changed = {**environ, "QUERY_STRING": environ["QUERY_STRING"].replace("=1000", f"={self.most_on_a_page}")}
        if self.host:
            changed |= {"HTTP_HOST": self.host, "wsgi.url_scheme": "https"}
        return self.app(changed, start_response)

    def asked(self, path_end: str) -> list[dict[str, list[str]]]:
        """Return the queries of the requests for paths that end so."""
        return [parse_qs(each["QUERY_STRING"]) for each in self.requests if each["PATH_INFO"].endswith(path_end)]

    def usernames(self) -> set[str]:
        """Return the user names of the requests."""
        sent = (each["HTTP_AUTHORIZATION"].removeprefix("Basic ") for each in self.requests)
        return {base64.b64decode(each).decode().partition(":")[0] for each in sent}


@contextmanager
def standing(
    harbour: Centre, *, variant: ApiVariant | None = None, host: str = "", most_on_a_page: int = 1000
) -> Iterator[tuple[AtTwilio, str]]:
    """Yield the served API and its URL; afterwards nothing may have broken Twilio's rules."""
    known = accounts.Account(sid=ACCOUNT_SID, auth_token=TOKEN, centres=(harbour,), api_keys={KEY_SID: KEY_SECRET})
    front = AtTwilio(create_api([known], lambda: NOW, variant), host=host, most_on_a_page=most_on_a_page)
    oracle = Oracle(front)
    with serve(oracle) as url:
        yield front, url
    assert oracle.violations == []
    assert oracle.requests > 0


def polled(**fields: Any) -> Account:
    """Return the account as it is configured, with these fields instead of its own."""
    token = Secret("env:TWILIO_AUTH_TOKEN", lambda: TOKEN)
    account = Account(name="harbour", sid=ACCOUNT_SID, auth_tokens=(token,), workspace_sids=(WORKSPACE,))
    return replace(account, **fields)


WORKSPACE = Workspace.named("Harbour").sid
THRESHOLDS = "15,30,60,120,240,480,960"


def entries(taskrouter: TaskRouter) -> list[tuple[str, Any, Any]]:
    """Return the entries of the whole list."""
    page = taskrouter.page(WORKSPACE)
    found = [*page.entries]
    while page.next_url:
        page = taskrouter.page(WORKSPACE, page.next_url)
        found += page.entries
    return found


@pytest.mark.parametrize("multi_task_enabled", [True, False], ids=["multi-tasking", "single-tasking"])
def test_the_catalogue_holds_queues_activities_and_task_mode(*, multi_task_enabled: bool) -> None:
    harbour = centre(multi_task_enabled=multi_task_enabled)
    activities = {each.friendly_name: each.sid for each in harbour.plan.workspace.activities}

    with standing(harbour) as (_, url):
        workspace = reach(url, polled()).workspace(WORKSPACE, now=NOW)

    assert workspace.read_at == NOW
    assert workspace.multi_tasking is multi_task_enabled
    assert workspace.queue_names == {each.sid: each.friendly_name for each in harbour.plan.task_queues}
    assert workspace.available_activities == frozenset({activities["Available"]})
    working = ("Available",) if multi_task_enabled else ("Reserved", "Busy")
    assert workspace.working_activities == {activities[name] for name in working}


def test_the_list_holds_every_queues_numbers() -> None:
    harbour = centre()

    with standing(harbour, variant=ApiVariant(combined_omits=frozenset())) as (_, url):
        listed = {each: parse(present, past) for each, present, past in entries(reach(url, polled()))}

    assert list(listed) == list(harbour.queues)
    for queue_sid, queue in harbour.queues.items():
        present = statistics.realtime(queue, harbour.plan.workspace, NOW)
        past = statistics.cumulative(queue, Window.last_minutes(15, NOW), SPLIT_SECONDS)
        assert listed[queue_sid] == parse(present, past)
    assert sum(each.accepted or 0 for each in listed.values()) > 50


def test_one_call_lists_a_thousand_queues_of_the_voice_channel_over_fifteen_minutes_split_by_wait() -> None:
    with standing(centre()) as (front, url):
        assert len(entries(reach(url, polled()))) == QUEUES

    assert front.asked("/TaskQueues/Statistics") == [
        {"Minutes": ["15"], "TaskChannel": ["voice"], "SplitByWaitTime": [THRESHOLDS], "PageSize": ["1000"]}
    ]


@pytest.mark.parametrize("host", ["", "taskrouter.twilio.com"], ids=["the host it was asked at", "twilio's own host"])
def test_pages_are_followed_by_the_url_they_name_on_either_host(host: str) -> None:
    harbour = centre()

    with standing(harbour, host=host, most_on_a_page=5) as (front, url):
        taskrouter = reach(url, polled())
        listed = [queue_sid for queue_sid, _, _ in entries(taskrouter)]
        workspace = taskrouter.workspace(WORKSPACE, now=NOW)

    assert listed == list(harbour.queues)
    assert set(workspace.queue_names) == set(harbour.queues)
    asked = front.asked("/TaskQueues/Statistics")
    assert [query.get("Page") for query in asked] == [None, ["1"], ["2"]]
    assert [query["TaskChannel"] for query in asked] == [["voice"]] * 3
    assert [query["SplitByWaitTime"] for query in asked] == [[THRESHOLDS]] * 3
    assert all("PageToken" in query for query in asked[1:])


def test_a_queue_asked_alone_tells_the_wait_that_its_entry_lacks() -> None:
    harbour = centre()
    queue_sid = list(harbour.queues)[-1]

    with standing(harbour) as (front, url):
        taskrouter = reach(url, polled())
        listed = {each: past for each, _, past in entries(taskrouter)}
        alone = taskrouter.cumulative(WORKSPACE, queue_sid)

    past = statistics.cumulative(harbour.queues[queue_sid], Window.last_minutes(15, NOW))
    assert IN_QUEUE_WAIT not in listed[queue_sid]
    assert past[IN_QUEUE_WAIT]["avg"] > 60
    assert alone[IN_QUEUE_WAIT] == past[IN_QUEUE_WAIT]
    assert (alone["tasks_entered"], alone["reservations_accepted"]) == (
        past["tasks_entered"],
        past["reservations_accepted"],
    )
    assert front.asked("/CumulativeStatistics") == [
        {"Minutes": ["15"], "TaskChannel": ["voice"], "SplitByWaitTime": [THRESHOLDS]}
    ]
    assert list(alone["split_by_wait_time"]) == THRESHOLDS.split(",")


def test_an_account_speaks_for_itself_with_its_first_token() -> None:
    tokens = (Secret("env:FIRST", lambda: TOKEN), Secret("env:SECOND", lambda: "token-of-tomorrow"))

    with standing(centre()) as (front, url):
        reach(url, polled(auth_tokens=tokens)).workspace(WORKSPACE, now=NOW)

    assert front.usernames() == {ACCOUNT_SID}


def test_an_api_key_speaks_where_there_is_one() -> None:
    key = ApiKey(KEY_SID, Secret("env:TWILIO_API_SECRET", lambda: KEY_SECRET))

    with standing(centre()) as (front, url):
        reach(url, polled(api_key=key)).workspace(WORKSPACE, now=NOW)

    assert front.usernames() == {KEY_SID}


def changing(values: list[str]) -> Callable[[], str]:
    return lambda: values[-1]


def test_a_secret_changed_in_its_store_is_used_from_then_on() -> None:
    stored = [TOKEN]
    key = ApiKey(KEY_SID, Secret("ssm:/harbour/key", changing(stored)))

    with standing(centre()) as (_, url):
        stored.append("secret-of-a-key-revoked")
        taskrouter = reach(url, polled(api_key=key))
        stored.append(KEY_SECRET)

        assert taskrouter.workspace(WORKSPACE, now=NOW).queue_names


def test_nothing_in_the_environment_leads_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "e" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token-of-somebody-else")

    with standing(centre(), host="taskrouter.twilio.com", most_on_a_page=7) as (front, url):
        assert len(entries(reach(url, polled()))) == QUEUES

    assert front.usernames() == {ACCOUNT_SID}
