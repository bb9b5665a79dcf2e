"""The exchange in real time, as `make live` runs it."""

import threading

from simulator.phones.phone import Phone
from simulator.telephony.real_time import in_real_time
from tests.simulator.telephony.outbound_calls import NOW, dialling


def test_calls_go_on_while_the_block_runs_and_no_longer() -> None:
    one = dialling(Phone(rings_seconds=6))
    time, read = [NOW], threading.Event()

    def clock() -> float:
        read.set()
        return time[0]

    call = one.orders()
    with in_real_time(one.exchange, clock):
        read.wait(10)
        time[0] = NOW + 60
        for _ in range(2):  # the first reading may have begun before the time changed
            read.clear()
            read.wait(10)
    assert call.status == "completed"
    time[0] = NOW + 120
    assert one.exchange.now == NOW + 60
