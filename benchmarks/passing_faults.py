"""`make bench-faults`: calls whose table faults in passing or hangs, over loopback: who is told the number, and when.

Every call finds nothing in memory, so that it reads the page and the mute switch, over connections that are kept alive.
One of its requests faults. The machine's own pace is part of the milliseconds.
"""

import logging
import os
import statistics
import sys
import time

from flask.testing import FlaskClient

from ivr.app import create_app
from ivr.deadline import MOST_THREADS
from ivr.dynamodb.table import open_table
from simulator.caller.phone.signing import Token
from tests.fakes.faulty_dynamodb import FaultyDynamoDB, faulty_dynamodb
from tests.fakes.working_threads import working_threads
from tests.ivr.phone_under_test import CLAIMS, HOST, NOW, TRAVEL, PhoneUnderTest
from waittimes.settings.config import Config

CALLS, HANGING_CALLS = 100, 200
LEAST_TOLD, MOST_MEDIAN_MS = 98, 150.0
PASSING = ("", "reset", "500", "black hole", "cut off", "slow")
ENVIRONMENT = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "benchmark")
REGION = {"AWS_DEFAULT_REGION": "eu-west-1"}


def main() -> None:
    """Print the figures; exit with 1 if a target is missed."""
    logging.disable(logging.CRITICAL)
    phone = PhoneUnderTest()
    phone.knows(CLAIMS, 250)
    missed = False
    print(f"{'one request':14}{'told':>6}{'median ms':>12}{'slowest ms':>12}")
    for fault in PASSING:
        with faulty_dynamodb(phone.table.items) as dynamodb:
            told, took = _calls(dynamodb, fault, CALLS)
        print(f"{fault or 'no fault':14}{told:>6}{statistics.median(took):12.1f}{max(took):12.1f}")
        missed |= told < LEAST_TOLD or (fault != "slow" and statistics.median(took) > MOST_MEDIAN_MS)
    print("every request")
    for fault, calls in (("slow", CALLS), ("black hole", HANGING_CALLS), ("drip", CALLS)):
        with faulty_dynamodb(phone.table.items) as dynamodb:
            dynamodb.always = fault
            told, took = _calls(dynamodb, "", calls)
        threads = working_threads()
        print(f"{fault:14}{told:>6}{statistics.median(took):12.1f}{max(took):12.1f}   {calls} calls, {threads} threads")
        missed |= threads > MOST_THREADS
    sys.exit(missed)


def _client(dynamodb: FaultyDynamoDB) -> FlaskClient:
    os.environ |= ENVIRONMENT | REGION | {"AWS_ENDPOINT_URL": dynamodb.address}
    table = open_table(os.environ, "waits")
    moments = iter(range(10**9))
    config = Config(accounts=(TRAVEL,), lines=(CLAIMS,), public_url=HOST)
    # Every reading of the clock is six seconds later, within the life of the record: nothing is remembered.
    app = create_app(config, table, lambda: NOW + next(moments) % 20 * 6.0)
    return app.test_client()


def _calls(dynamodb: FaultyDynamoDB, fault: str, calls: int) -> tuple[int, list[float]]:
    """Return how many of the callers were told a number, and the milliseconds of each call."""
    client = _client(dynamodb)
    form = {"CallSid": "CA" + "9" * 32}
    headers = Token(TRAVEL.auth_tokens[0].reveal()).headers(f"{HOST}/voice/claims", form.items())
    client.post("/voice/claims", base_url=HOST, data=form, headers=headers)
    told, took = 0, []
    for _ in range(calls):
        if fault:
            dynamodb.faults.append(fault)
        began = time.perf_counter()
        answer = client.post("/voice/claims", base_url=HOST, data=form, headers=headers)
        took.append((time.perf_counter() - began) * 1000)
        told += b"5 minutes" in answer.data
    return told, took


if __name__ == "__main__":
    main()
