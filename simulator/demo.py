"""The product on one machine: a contact centre is polled; a caller dials in, hears the wait and joins the queue."""

import logging
import time
from collections.abc import Mapping
from xml.dom import minidom

import requests

from poller.handler import refresh
from simulator.caller.caller import Caller
from simulator.caller.centre_switchboard import CentreSwitchboard
from simulator.caller.phone.clock import VirtualClock
from simulator.caller.phone.transport import Answer, OverHTTP, Transport
from simulator.caller.transcript import transcript
from simulator.centre.sids import sid
from simulator.lines import CLOSED_LINE, ROUTED, number_called
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN, LocalStack, free_ports, local_stack, operate
from simulator.phones.phone import Phone
from waittimes import logs

QUEUE = "Sales"
CALLS_FROM = "+15550199001"
CALLED_BACK = "+15550199004"
ACCEPTS = "1"
PASSING_SECONDS = 300.0
"""How much of the contact centre's time passes until the poller looks, and then until the call ends."""


def main() -> None:
    """Run the demo. Everything that it starts ends with it."""
    logs.configure(logging.WARNING)
    started = time.monotonic()

    def say(step: str) -> None:
        print(f"  {time.monotonic() - started:4.1f} s  {step} ...", flush=True)

    print("Starting:")
    with local_stack(free_ports(), say) as ready:
        say("one poll of TaskRouter by poller.handler.refresh")
        refresh({}, None)
        print("\nWhat the poll put into the table, as python -m ops show prints it:\n")
        print(operate("show"))
        print(f"Line {ROUTED.lower()} names its workflow and no task queue: python -m ops route {ROUTED.lower()}\n")
        print(operate("route", ROUTED.lower()))
        print(f"Line {CLOSED_LINE} is outside its opening hours: python -m ops hours {CLOSED_LINE}\n")
        print(operate("hours", CLOSED_LINE).splitlines()[-1], end="\n\n")
        _show_statistics(ready)
        _show_call(ready)
        _show_callback(ready)
    print("\nEverything that was started has ended. `make live` keeps it running, `make call` dials into it.")


def _show_statistics(ready: LocalStack) -> None:
    """Print what the simulated TaskRouter itself says, for comparison."""
    queue = next(queue for queue in ready.centre.plan.task_queues if queue.friendly_name == QUEUE)
    workspace = f"{ready.taskrouter_url}/v1/Workspaces/{ready.centre.plan.workspace.sid}"
    statistics = requests.get(
        f"{workspace}/TaskQueues/{queue.sid}/CumulativeStatistics",
        params={"Minutes": "15", "TaskChannel": "voice"},
        auth=(ACCOUNT_SID, AUTH_TOKEN),
        timeout=5,
    ).json()
    mean = statistics["wait_duration_in_queue_until_accepted"]["avg"]
    answered = statistics["reservations_accepted"]
    print(f"TaskRouter's own statistics of {QUEUE}, the last 15 minutes: {answered} calls answered,")
    print(f"who had waited {mean} s in the queue on average.")


def _show_call(ready: LocalStack) -> None:
    answers: list[Answer] = []
    over_http = OverHTTP()

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        answers.append(over_http(method, url, headers, body))
        return answers[-1]

    caller = _caller(ready, CALLS_FROM, send)
    caller.dials(f"{ready.phone_url}/voice")
    caller.waits_for_the_end()
    print(f"\nA call to {QUEUE}, waiting in the contact centre's own time:\n")
    print(transcript(caller.conversation))
    print(f"\nThe answer that decided it, POST {ready.phone_url}/voice -> {answers[0].status}:\n")
    print(minidom.parseString(answers[0].body).toprettyxml(indent="  ").strip())


def _show_callback(ready: LocalStack) -> None:
    """Let somebody take a callback, and let the contact centre's time pass until they are called."""
    ready.phones.register(CALLED_BACK, Phone(keys=(ACCEPTS,)))
    caller = _caller(ready, CALLED_BACK, OverHTTP())
    caller.answers = [ACCEPTS, ACCEPTS]
    caller.dials(f"{ready.phone_url}/voice")
    caller.waits_for_the_end()
    print(f"\nA call to {QUEUE} by somebody who would rather be called back:\n")
    print(transcript(caller.conversation))
    ready.centre.advance(ready.centre.now + PASSING_SECONDS)
    ready.exchange.advance(ready.centre.now)
    refresh({}, None)
    ready.exchange.advance(ready.centre.now + PASSING_SECONDS)
    print(f"\nWhen their turn in the queue of {QUEUE} has come, a poll calls them:\n")
    for call in ready.exchange.calls(ACCOUNT_SID):
        print(transcript(ready.exchange.conversation(call)))


def _caller(ready: LocalStack, number: str, send: Transport) -> Caller:
    return Caller(
        send=send,
        to=number_called(ready.centre.plan, QUEUE),
        from_number=number,
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        switchboard=CentreSwitchboard(ready.centre),
        clock=VirtualClock(time.time()),
        call_sid=sid("CA", number),
    )


if __name__ == "__main__":
    main()
