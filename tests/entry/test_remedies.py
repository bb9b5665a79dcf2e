"""What a failed poll says in the log: one sentence that names what is missing, and where."""

import pytest

from entry.dispatch import Dispatch
from entry.remedies import REMEDIES, explained, remedy
from tests import addresses

ARN = "arn:aws:lambda:ap-south-2:987654321098:function:waits"
THERE = "in ap-south-2 of AWS account 987654321098"


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        ("main: TableUnavailable: ResourceNotFoundException", f"{THERE} there is no such table; make it"),
        ("main: ssm:/x could not be read: ParameterNotFound", f"{THERE} there is no such secret; store it"),
        ("main: secretsmanager:x could not be read: ResourceNotFoundException", f"{THERE} Secrets Manager holds no"),
        (
            "main: ssm:/x could not be read: AccessDeniedException",
            f"{THERE} the permission is missing",
        ),
        ("main: workspace: HTTP 401", "Twilio does not know these credentials"),
        ("main: workspace: HTTP 404", "this Twilio account has no such workspace"),
    ],
)
def test_a_reason_is_told_with_its_place_and_its_remedy(reason: str, meaning: str) -> None:
    told = explained(RuntimeError(reason), ARN)

    assert told.startswith(f"{reason}: {meaning}")
    assert "\n" not in told
    assert not told.endswith(".")


@pytest.mark.parametrize(
    ("reason", "remedy_named"),
    [
        ("NoRegionError", "export AWS_DEFAULT_REGION"),
        ("ProfileNotFound", "set AWS_PROFILE to one that it has"),
        ("ConfigParseError", "correct ~/.aws/config"),
        ("NoCredentialsError", "run aws configure"),
        ("PartialCredentialsError", "run aws configure"),
        ("ExpiredTokenException", "sign in again"),
        ("UnauthorizedSSOTokenError", "sign in again"),
        ("UnrecognizedClientException", "check the clock"),
        ("SignatureDoesNotMatch", "check the clock"),
        ("Invalid endpoint: here", "write it as https://host"),
        ("EndpointConnectionError", "check the network"),
        ("TableUnavailable: ReadTimeoutError", "check the network"),
        ("ProvisionedThroughputExceededException", "try again in a minute"),
        ("TableUnavailable: ThrottlingException", "try again in a minute"),
        ("ResourceNotFoundException", "make it (python -m ops create-table)"),
        ("AccessDenied", "deployer.json"),
    ],
)
def test_an_error_of_aws_has_exactly_one_remedy(reason: str, remedy_named: str) -> None:
    said = remedy(reason, THERE)

    assert remedy_named in said
    assert len([sentence for _, sentence in REMEDIES if sentence.format(there=THERE) in said]) == 1


def test_an_unknown_reason_is_repeated_as_it_is() -> None:
    assert explained(RuntimeError("main: HTTP 503"), ARN) == "main: HTTP 503"
    assert explained(KeyError(), "") == "KeyError"


def test_without_a_context_the_place_is_the_one_it_runs_in() -> None:
    assert "where this runs there is no such table" in explained(
        RuntimeError("TableUnavailable: ResourceNotFoundException"), ""
    )


class Context:
    """Lambda's context, with the one member that is read."""

    invoked_function_arn = ARN


def test_the_door_logs_the_sentence_and_lets_lambda_count_the_error(caplog: pytest.LogCaptureFixture) -> None:
    def fails(_event: object, _context: object) -> None:
        raise RuntimeError("main: TableUnavailable: ResourceNotFoundException")

    dispatch = Dispatch(lambda: fails, lambda: fails)

    with pytest.raises(RuntimeError, match="TableUnavailable"):
        dispatch(addresses.recorded("schedule"), Context())

    (record,) = caplog.records
    assert record.message == "entry.poll_failed"
    assert THERE in record.__dict__["why"]
