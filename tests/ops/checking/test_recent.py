"""What `check STAGE` finds in the metrics of the last hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from ops.checking.finding import shown
from ops.checking.recent import findings
from tests.ivr.phone_under_test import CLAIMS, LOANS
from waittimes.metrics import NAMESPACE

NOW = datetime.now(UTC).timestamp()


@pytest.fixture
def cloudwatch(aws_credentials: None) -> Iterator[Any]:
    del aws_credentials
    with mock_aws():
        yield boto3.client("cloudwatch")


def answered(cloudwatch: Any, promised: int, waited: int, *, minutes_ago: float) -> None:
    """Write the metrics of one answered call of the line, as the phone does."""
    dimensions = [{"Name": "account", "Value": CLAIMS.account.name}, {"Name": "line", "Value": CLAIMS.name}]
    at = datetime.fromtimestamp(NOW - 60 * minutes_ago, UTC)
    cloudwatch.put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {"MetricName": name, "Dimensions": dimensions, "Value": value, "Timestamp": at}
            for name, value in (("Promised", promised), ("Error", waited - promised))
        ],
    )


def told(cloudwatch: Any) -> list[str]:
    return [shown(each) for each in findings(cloudwatch, [CLAIMS, replace(LOANS, account=CLAIMS.account)], NOW)]


def test_a_wait_that_is_off_by_three_since_this_morning_is_a_problem(cloudwatch: Any) -> None:
    for minute in range(6):
        answered(cloudwatch, 120, 360, minutes_ago=10 + 20 * minute)

    (found,) = told(cloudwatch)

    assert found.startswith(
        "DO   line claims: in the last 3 hours callers were promised 2:00 and waited 6:00 on average (6 calls): mute it"
    )


def test_what_is_longer_ago_or_of_too_few_calls_is_none(cloudwatch: Any) -> None:
    for minute in range(4):
        answered(cloudwatch, 120, 360, minutes_ago=10 + minute)
    for minute in range(9):
        answered(cloudwatch, 120, 360, minutes_ago=200 + minute)

    assert told(cloudwatch) == []


def test_a_promise_that_holds_is_no_problem(cloudwatch: Any) -> None:
    for minute in range(9):
        answered(cloudwatch, 300, 280 + 10 * minute, minutes_ago=10 + minute)

    assert told(cloudwatch) == []


def test_metrics_that_may_not_be_read_are_a_note() -> None:
    class Refusing:
        def get_metric_statistics(self, **_: Any) -> Any:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetMetricStatistics")

    assert told(Refusing()) == ["note the metrics of the last hours could not be read (AccessDenied)"]
