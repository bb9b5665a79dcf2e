"""A request is signed as botocore signs it."""

from datetime import UTC, datetime
from unittest import mock

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from ivr.dynamodb.signing import Credentials, headers

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@given(TEXT, TEXT, TEXT | st.just(""), st.binary(max_size=200), st.integers(0, 4_000_000_000))
def test_the_signature_is_that_of_botocore(key: str, secret: str, token: str, body: bytes, now: int) -> None:
    ours = headers(
        Credentials(key, secret, token),
        host="dynamodb.eu-west-1.amazonaws.com",
        region="eu-west-1",
        target="DynamoDB_20120810.GetItem",
        body=body,
        now=now + 0.7,
    )
    theirs = AWSRequest(
        "POST",
        "https://dynamodb.eu-west-1.amazonaws.com/",
        headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem"},
        data=body,
    )
    auth = botocore.auth.SigV4Auth(BotocoreCredentials(key, secret, token or None), "dynamodb", "eu-west-1")
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=datetime.fromtimestamp(now, UTC)):
        auth.add_auth(theirs)

    assert ours["authorization"] == theirs.headers["Authorization"]
    assert ours["x-amz-date"] == theirs.headers["X-Amz-Date"]


def test_no_secret_is_in_a_repr() -> None:
    shown = repr(Credentials("the-key", "the-secret", "the-token"))

    assert "the-secret" not in shown
    assert "the-token" not in shown


@pytest.mark.parametrize(("token", "is_there"), [("a-token", True), ("", False)])
def test_a_session_s_token_is_sent_where_there_is_one(token: str, is_there: bool) -> None:
    sent = headers(Credentials("k", "s", token), host="h", region="eu-west-1", target="t", body=b"", now=0)

    assert ("x-amz-security-token" in sent) == is_there
