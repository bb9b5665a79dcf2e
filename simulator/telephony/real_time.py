"""The exchange in real time: a thread lets its time pass."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from simulator.telephony.exchange import Exchange

EVERY_SECONDS = 0.1


@contextmanager
def in_real_time(exchange: Exchange, clock: Callable[[], float]) -> Iterator[None]:
    """Advance the exchange to the clock until the block ends."""
    over = threading.Event()

    def run() -> None:
        while not over.wait(EVERY_SECONDS):
            exchange.advance(clock())

    thread = threading.Thread(target=run, name="exchange", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
