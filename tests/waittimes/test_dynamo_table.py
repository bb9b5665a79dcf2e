from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from tests.fakes.waits import wait_of
from tests.waittimes.tables_under_test import KEY, InDynamoDB, put
from waittimes import aws
from waittimes.page import NO_PAGE, pack
from waittimes.table import DynamoTable, TableUnavailable

ROWS = pack([wait_of(7)])


def test_a_table_that_does_not_exist_is_unavailable(dynamo: InDynamoDB) -> None:
    elsewhere = DynamoTable(dynamo.client, "not-created-yet")

    with pytest.raises(TableUnavailable, match=r"^ResourceNotFoundException$"):
        elsewhere.get(KEY, consistent=False)
    with pytest.raises(TableUnavailable, match=r"^ResourceNotFoundException$"):
        put(elsewhere, ROWS, NO_PAGE)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"\xff\xfe\x00 not JSON"),
        (200, b'{"Item": {"version": 4}}'),
        (200, b'{"Item": []}'),
        (500, b"\xff\xfe"),
        (503, b"<html>busy</html>"),
    ],
)
def test_an_answer_that_cannot_be_read_is_an_unavailable_table(dynamo: InDynamoDB, status: int, body: bytes) -> None:
    dynamo.answer(status, body)

    with pytest.raises(TableUnavailable):
        dynamo.table.get(KEY, consistent=False)


def test_half_an_answer_is_no_page_at_worst(dynamo: InDynamoDB) -> None:
    dynamo.answer(200, b'{"Item": {"ID": {"S": "WS')

    assert dynamo.table.get(KEY, consistent=False) == NO_PAGE


@pytest.mark.parametrize("number", ["four", "1e999", ""])
def test_numbers_that_are_none_are_not_believed(dynamo: InDynamoDB, number: str) -> None:
    item = f'{{"version": {{"N": "{number}"}}, "measured_at": {{"N": "{number}"}}}}'
    dynamo.answer(200, f'{{"Item": {item}}}'.encode())

    page = dynamo.table.get(KEY, consistent=False)

    assert (page.version, page.waits()) == (None, {})


def test_a_table_out_of_reach_is_unavailable(dynamo: InDynamoDB) -> None:
    def reset(**_: Any) -> AWSResponse:
        raise aws.AWS_ERRORS[0]

    dynamo.intercept(reset)

    with pytest.raises(TableUnavailable, match=r"^BotoCoreError$"):
        dynamo.table.get(KEY, consistent=False)
