"""Credentials go to the configured API and nowhere else, whatever URL an answer names."""

import json
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from poller.report import Failure
from poller.taskrouter.api_address import ApiAddress
from poller.taskrouter.port import TaskRouterError
from simulator.server import serve
from tests.fakes.waits import WORKSPACE
from tests.poller.stand_in import LIST, SALES, StandIn, entry, listed, reach, text, workspace_parts
from tests.poller.workspace.workspace_reading import means, reading

OURS = "https://taskrouter.example.net:8443/behind"
TWILIO = "https://taskrouter.twilio.com"
AT_OURS = ApiAddress(OURS)
AT_TWILIO = ApiAddress(TWILIO)
HOSTILE_TO_TWILIO = [
    "https://taskrouter.twilio.com.example.org/v1",
    "https://taskrouter.twilio.com@example.org/v1",
    "https://example.org@taskrouter.twilio.com/v1",
    "https://user:secret@taskrouter.twilio.com/v1",
    "https://taskrouter.twilio.com:8443/v1",
    "https://taskrouter.twilio.com:0/v1",
    "https://taskrouter.twilio.com:99999/v1",
    "https://taskrouter.twilio.com:443:8443/v1",
    "https://taskrouter.twilio.com./v1",
    "http://taskrouter.twilio.com/v1",
    "http://taskrouter.twilio.com:443/v1",
    "ftp://taskrouter.twilio.com/v1",
    "file:///etc/hostname",
    "//taskrouter.twilio.com/v1",
    "/v1/Workspaces",
    "https:/taskrouter.twilio.com/v1",
    "https:\\\\taskrouter.twilio.com/v1",
    "https://taskrouter.twilio.com\\.example.org/v1",
    "https://taskrouter.twilio.com\\@example.org/v1",
    "https://example.org\\@taskrouter.twilio.com/v1",
    "https://example.org#@taskrouter.twilio.com/v1",
    "https://example.org?@taskrouter.twilio.com/v1",
    "https://example.org/@taskrouter.twilio.com/v1",
    "https://taskrouter.twilio.com%2eexample.org/v1",
    "https://taskrouter.twilio.com%00.example.org/v1",
    "https://taskrouter.twilio.com /v1",
    "https://taskrouter。twilio。com/v1",
    "https://[::1]/v1",
    "https://[::ffff:127.0.0.1]/v1",
    "https://[taskrouter.twilio.com]/v1",
    "https://[::1/v1",
    "https://2130706433/v1",
    "https://",
    "https://:443/v1",
    "",
    "5",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", HOSTILE_TO_TWILIO)
@pytest.mark.parametrize("address", [AT_TWILIO, AT_OURS], ids=["twilio", "ours"])
def test_a_url_with_another_origin_is_refused(address: ApiAddress, url: str) -> None:
    with pytest.raises(TaskRouterError, match="outside the configured API"):
        address.locate(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{TWILIO}/v1/x?PageToken=a%2Fb&Page=1", f"{OURS}/v1/x?PageToken=a%2Fb&Page=1"),
        ("HTTPS://TaskRouter.Twilio.COM:443/v1/x", f"{OURS}/v1/x"),
        (f"{TWILIO}?Page=1", f"{OURS}?Page=1"),
        (f"{TWILIO}//example.org/v1", f"{OURS}//example.org/v1"),
        (f"{TWILIO}/v1#fragment", f"{OURS}/v1"),
        (f"{OURS}/v1/x?Page=2", f"{OURS}/v1/x?Page=2"),
        ("https://taskrouter.example.net:8443/v1/x", "https://taskrouter.example.net:8443/v1/x"),
    ],
)
def test_a_url_of_the_api_or_of_twilio_leads_to_the_configured_address(url: str, expected: str) -> None:
    assert AT_OURS.locate(url) == expected


HOSTS = st.sampled_from(
    ["taskrouter.twilio.com", "TASKROUTER.twilio.com", "taskrouter.example.net", "example.org", "127.0.0.1", "[::1]"]
)
ODD = st.sampled_from(["", "@", ":", "/", "\\", "//", "#", "?", ".", "%", "\t", "\n", "\r", "\0", " ", ":443", ":8443"])
URLS = st.lists(st.one_of(st.just("https://"), HOSTS, ODD, st.text(max_size=3)), max_size=8).map("".join) | st.tuples(
    st.sampled_from(["https://", "http://", "HTTPS:", "https:\\"]),
    ODD,
    HOSTS,
    ODD,
    ODD,
    HOSTS,
    ODD,
    st.text(max_size=5),
).map("".join)


@given(url=URLS)
def test_no_url_leads_elsewhere_by_the_reading_of_any_parser(url: str) -> None:
    for address in (AT_OURS, AT_TWILIO):
        with suppress(TaskRouterError):
            located = address.locate(url)
            ours = urlsplit(address.base_url)
            assert located.startswith(f"{ours.scheme}://{ours.netloc}")
            assert (urlsplit(located).hostname, urlsplit(located).port) == (ours.hostname, ours.port)
            assert (parse_url(located).host, parse_url(located).port) == (ours.hostname, ours.port)


def test_a_list_whose_next_page_is_on_another_host_ends_there_and_nothing_is_sent(twilio: StandIn) -> None:
    stranger = StandIn({"": listed(entry(SALES))})
    with serve(stranger) as elsewhere:
        twilio.answers = workspace_parts(twilio) | {
            "/TaskQueues": listed({"sid": SALES, "friendly_name": "Sales"}, key="task_queues"),
            LIST: listed(entry(SALES), next_page_url=f"{elsewhere}/v1/page"),
        }

        found = reading(reach(twilio.url))

    assert means(found) == {SALES: 210}
    assert found.failures == [
        Failure(
            WORKSPACE,
            "list of statistics: not asked: its URL is outside the configured API",
        )
    ]
    assert stranger.asked == []


@pytest.mark.parametrize("port", ["", ":1", ":443"])
def test_the_same_host_at_another_port_is_another_host(twilio: StandIn, port: str) -> None:
    queues = {"key": "task_queues", "next_page_url": f"http://127.0.0.1{port}/v1/page"}
    twilio.answers = workspace_parts(twilio) | {
        "/TaskQueues": text(json.dumps({"meta": queues, "task_queues": [{"sid": SALES}]}))
    }

    with pytest.raises(TaskRouterError, match="outside the configured API"):
        reach(twilio.url).workspace(WORKSPACE, now=0)


def test_pages_named_by_a_path_alone_are_looked_for_at_the_api(twilio: StandIn) -> None:
    """`next_page_uri`, the older way of Twilio's lists to name the next page, holds no host."""
    first = {"task_queues": [{"sid": SALES, "friendly_name": "Sales"}], "next_page_uri": "@example.org/v1/page"}
    twilio.answers = workspace_parts(twilio) | {"/TaskQueues": text(json.dumps(first))}

    with pytest.raises(TaskRouterError, match="HTTP 404"):
        reach(twilio.url).workspace(WORKSPACE, now=0)

    assert "/@example.org/v1/page?" in twilio.asked
