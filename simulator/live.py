"""The contact centre kept running until Ctrl-C: polled on its schedule, and open for calls."""

import logging
import signal
import sys
import threading
import time
from types import FrameType

from poller.handler import refresh
from simulator.embedded_aws import NotStarted
from simulator.lines import number_called
from simulator.local_stack import PASSPHRASE, InvalidPort, LocalStack, live_ports, local_stack
from simulator.telephony.real_time import in_real_time
from waittimes import logs

POLL_EVERY_SECONDS = 60.0
PAST_SECONDS = 3600.0
"""How far back the wallboard's trends reach at the start."""


def main() -> None:
    """Run until Ctrl-C or SIGTERM, then end every process that it started."""
    logs.configure(logging.WARNING)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    try:
        ports = live_ports()
    except InvalidPort as error:
        sys.exit(str(error))
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    try:
        with local_stack(ports, lambda step: print(f"  {step} ...", flush=True), past_seconds=PAST_SECONDS) as ready:
            _introduce(ready)
            with in_real_time(ready.exchange, time.time):
                _poll_until(stopping)
    except (OSError, NotStarted) as error:
        sys.exit(f"It cannot start: {error}. Is another one running? LIVE_PORT=9031 chooses other ports.")
    print("\nEvery process that was started has ended.")


def _introduce(ready: LocalStack) -> None:
    print(f"\nThe wallboard is at {ready.phone_url}/board; its passphrase is: {PASSPHRASE}")
    print(f"\nThe phone answers at {ready.phone_url}/voice. In another terminal:\n")
    print("  make call                 dials the first of these lines; Ctrl-C hangs up")
    for queue in ready.centre.plan.task_queues:
        number = number_called(ready.centre.plan, queue.friendly_name)
        print(f"  make call LINE={queue.skill:<10}  {number}")
    print("\nIn a terminal of its own, to try every python -m ops command on it (show, check, hours archive, ...):\n")
    print('  eval "$(make -s live-env)"')
    print("\nPolling every minute. Ctrl-C ends it.\n", flush=True)


def _poll_until(stopping: threading.Event) -> None:
    while not stopping.is_set():
        began = time.monotonic()
        for account, counts in refresh({}, None).items():
            told = ", ".join(f"{count} {what}" for what, count in counts.items())
            print(f"{time.strftime('%H:%M:%S')}  {account}: task queues {told}", flush=True)
        stopping.wait(POLL_EVERY_SECONDS - (time.monotonic() - began))


if __name__ == "__main__":
    main()
