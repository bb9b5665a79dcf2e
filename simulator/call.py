"""One call, in real time, into the contact centre that `make live` keeps running; printed as it happens.

The caller's phone is registered there, so that a caller who asked for it is called back before one's eyes.
"""

import math
import sys
import time

import click

from simulator.caller.caller import Caller
from simulator.caller.conversation import AgentAnswered, Event, Pressed
from simulator.caller.phone.clock import RealClock
from simulator.caller.phone.transport import OverHTTP, Unreachable
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.rest_switchboard import RestSwitchboard
from simulator.caller.transcript import described
from simulator.caller.visitor import Visitor
from simulator.centre import example
from simulator.centre.sids import sid
from simulator.lines import CLOSED_LINE, closed_number, number_called
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN, InvalidPort, Ports, live_ports
from simulator.phones.phone import Phone
from simulator.phones.recording import Message
from simulator.server import HOST

PLAN = example.example_plan()
CALLS_FROM = "+15550199002"
REACTS_SECONDS = 4.0
WAITS_FOR_A_CALLBACK_SECONDS = 3600.0
ACCEPTS = ("1",)
"""What the caller presses when they are called back and asked."""


@click.command()
@click.option(
    "--line",
    type=click.Choice([*(queue.skill for queue in PLAN.task_queues), CLOSED_LINE]),
    default="sales",
    show_default=True,
)
@click.option(
    "--patience", type=float, default=math.inf, help="Seconds until the caller hangs up; by default never on hold."
)
@click.option(
    "--press", default="", help="Keys for one question after another, such as 1 or 1,15550100007#,1; then wait."
)
@click.option("--say", type=float, default=0.0, help="Seconds that the caller speaks where a message is recorded.")
def call(line: str, patience: float, press: str, say: float) -> None:
    """Dial a line, listen, and hold until an agent answers or the caller's patience ends."""
    try:
        ports = live_ports()
    except InvalidPort as error:
        sys.exit(str(error))
    visitor = Visitor(base_url=f"http://{HOST}:{ports.taskrouter}", number=CALLS_FROM)
    caller = _caller(ports, line, visitor)
    caller.patience_seconds, caller.answers = patience, [keys for keys in press.split(",") if keys]
    caller.messages = [Message(say, "#")] if say else []
    try:
        visitor.register(Phone(rings_seconds=REACTS_SECONDS, keys=ACCEPTS, reacts_seconds=REACTS_SECONDS))
        _call(caller, f"http://{HOST}:{ports.phone}/voice")
        if caller.conversation.of(Pressed) and not caller.conversation.of(AgentAnswered) and not say:
            _is_called_back(visitor)
        visitor.leave()
    except (CallDropped, Unreachable) as error:
        sys.exit(f"The call was dropped: {error}. Does `make live` run in another terminal?")
    except KeyboardInterrupt:
        caller.hangs_up()
        visitor.leave()


def _caller(ports: Ports, line: str, visitor: Visitor) -> Caller:
    return Caller(
        send=OverHTTP(),
        to=closed_number(PLAN) if line == CLOSED_LINE else number_called(PLAN, line.title()),
        from_number=CALLS_FROM,
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        switchboard=RestSwitchboard(f"http://{HOST}:{ports.taskrouter}", PLAN.workspace.sid, ACCOUNT_SID, AUTH_TOKEN),
        clock=RealClock(time.monotonic() - time.time()),
        call_sid=sid("CA", f"{CALLS_FROM} {time.time()}"),
        reacts_seconds=REACTS_SECONDS,
        recordings=visitor,
        listener=_tell,
    )


def _call(caller: Caller, url: str) -> None:
    caller.dials(url)
    if caller.waits_for_an_agent():
        caller.waits(3)
    caller.hangs_up()


def _is_called_back(visitor: Visitor) -> None:
    print("\nThe phone waits to be called back. Ctrl-C ends it.\n", flush=True)
    for line in visitor.listens(WAITS_FOR_A_CALLBACK_SECONDS):
        print(line, flush=True)


def _tell(event: Event) -> None:
    if line := described(event, colour=sys.stdout.isatty()):
        print(line, flush=True)


if __name__ == "__main__":
    call()
