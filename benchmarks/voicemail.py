"""`make bench-voicemail`: what voicemail costs a call, and what a message costs in the table and at Twilio.

Calls of every kind are interleaved in one process with a table in memory, so differences matter, milliseconds are this
machine's. Units are those that DynamoDB would bill.
"""

import logging
import statistics
import time
from collections.abc import Mapping
from dataclasses import replace

from ops.costs import prices
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.voicemail.evening import OFFICE, at
from tests.poller.voicemails.polled_line import PolledLine
from tests.poller.voicemails.twilio_account import recording
from tests.waittimes.voicemails.messages import CALL_SID, LINE, RECORDING_SID
from waittimes import metrics
from waittimes.settings.config import Line
from waittimes.settings.line_voicemail import VoicemailPolicy

ROUNDS = 400
WARM_UP_ROUNDS = 20
MESSAGES_A_DAY, DAYS_A_MONTH = 10, 30


def main() -> None:
    """Measure and print both tables."""
    logging.disable(logging.INFO)
    with metrics.silent():
        calls = _calls()
        _print_calls(calls)
        _print_message()


def _calls() -> Mapping[str, list[tuple[float, float]]]:
    """Return the CPU seconds and the seconds of each call, by its kind."""
    without = replace(CLAIMS, hours=OFFICE)
    having = replace(without, voicemail=VoicemailPolicy())
    kinds = {
        "open, no voicemail": _phone(without, "2026-11-26 10:00"),
        "open, voicemail": _phone(having, "2026-11-26 10:00"),
        "closed, no voicemail": _phone(without, "2026-11-26 19:30"),
        "closed, message opened": _phone(having, "2026-11-26 19:30"),
    }
    asked = {name: (phone, phone.caller()) for name, phone in kinds.items()}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for turn in range(ROUNDS + WARM_UP_ROUNDS):
        form = {"To": CLAIMS.numbers[0], "From": "+15550177777", "CallSid": f"CA{turn:032x}"}
        first = turn % len(kinds)
        for name, (phone, caller) in (*list(asked.items())[first:], *list(asked.items())[:first]):
            # Every call finds a line without pending messages, as most do.
            phone.table.items.pop("voicemails#claims", None)
            began, busy = time.perf_counter(), time.process_time()
            caller.asks(f"{HOST}/voice", form=form)
            if turn >= WARM_UP_ROUNDS:
                seconds[name].append((time.process_time() - busy, time.perf_counter() - began))
    return seconds


def _phone(line: Line, moment: str) -> PhoneUnderTest:
    phone = PhoneUnderTest(lines=(line,))
    at(phone, moment)
    phone.knows(CLAIMS, 250)
    return phone


def _print_calls(seconds: Mapping[str, list[tuple[float, float]]]) -> None:
    print(f"{ROUNDS} calls of each kind, interleaved, table in memory")
    print(f"{'':26}{'CPU ms':>9}{'ms':>9}   medians")
    for name, each in seconds.items():
        busy, took = (statistics.median(every) * 1000 for every in zip(*each, strict=True))
        print(f"{name:26}{busy:9.3f}{took:9.3f}")


def _print_message() -> None:
    line = PolledLine()
    line.opens()
    line.twilio.recordings[CALL_SID] = [recording(RECORDING_SID)]
    line.store.add_recording(LINE, CALL_SID, RECORDING_SID, now=line.now)
    phone = replace(line.table.units)
    line.polls(5)
    line.twilio.statuses.clear()
    line.polls(5)
    idle_from = replace(line.table.units)
    line.polls()
    idle = replace(line.table.units)
    line.now = line.message().expires_at
    line.polls()
    whole = line.table.units
    print("\none message, an agent done with it in ten minutes, deleted when it expires")
    print(f"requests to Twilio         {len(line.twilio.asked)}: {', '.join(line.twilio.asked)}")
    print(f"table, phone               {phone.reads} reads, {phone.writes} writes, {phone.write_units} WRU")
    print(f"table, phone and poller    {whole.reads} reads, {whole.writes} writes, {whole.write_units} WRU")
    print(f"a poll with nothing to do  {idle.reads - idle_from.reads} reads, {idle.writes - idle_from.writes} writes")
    reads, writes = _monthly(whole.read_units, whole.write_units)
    print(f"a month, {MESSAGES_A_DAY} messages a day  {reads + writes:.2f} dollars for the table")


def _monthly(read_units: float, write_units: float) -> tuple[float, float]:
    messages = MESSAGES_A_DAY * DAYS_A_MONTH
    return (
        (messages * read_units + prices.MINUTES_A_MONTH) * prices.DYNAMODB_READ_UNIT,
        messages * write_units * prices.DYNAMODB_WRITE_UNIT,
    )


if __name__ == "__main__":
    main()
