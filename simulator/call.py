"""One call, in real time, into the contact centre that `make live` keeps running; printed as it happens."""

import math
import sys

import click

from simulator.caller.caller import Caller
from simulator.caller.conversation import Event
from simulator.caller.phone.clock import RealClock
from simulator.caller.phone.transport import OverHTTP
from simulator.caller.phone.webhooks import CallDropped
from simulator.caller.rest_switchboard import RestSwitchboard
from simulator.caller.transcript import described
from simulator.centre import example
from simulator.lines import CLOSED_LINE, closed_number, number_called
from simulator.local_stack import ACCOUNT_SID, AUTH_TOKEN, InvalidPort, live_ports
from simulator.server import HOST

PLAN = example.example_plan()
CALLS_FROM = "+15550199002"


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
def call(line: str, patience: float) -> None:
    """Dial a line, listen, and hold until an agent answers or the caller's patience ends."""
    try:
        ports = live_ports()
    except InvalidPort as error:
        sys.exit(str(error))
    caller = Caller(
        send=OverHTTP(),
        to=closed_number(PLAN) if line == CLOSED_LINE else number_called(PLAN, line.title()),
        from_number=CALLS_FROM,
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        switchboard=RestSwitchboard(f"http://{HOST}:{ports.taskrouter}", PLAN.workspace.sid, ACCOUNT_SID, AUTH_TOKEN),
        clock=RealClock(),
        patience_seconds=patience,
        listener=_tell,
    )
    try:
        caller.dials(f"http://{HOST}:{ports.phone}/voice")
        if caller.waits_for_an_agent():
            caller.waits(3)
        caller.hangs_up()
    except CallDropped as error:
        sys.exit(f"The call was dropped: {error}. Does `make live` run in another terminal?")
    except KeyboardInterrupt:
        caller.hangs_up()


def _tell(event: Event) -> None:
    if line := described(event, colour=sys.stdout.isatty()):
        print(line, flush=True)


if __name__ == "__main__":
    call()
