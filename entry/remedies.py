"""Turns the reason of a failure at AWS or Twilio into one sentence that says what to do."""

import re
from typing import Final

REMEDIES: Final = (
    (
        r"NoRegionError|InvalidRegionError",
        "no AWS region is set, or none of that name; export AWS_DEFAULT_REGION, such as eu-west-1",
    ),
    (r"ProfileNotFound", "the AWS configuration has no such profile; set AWS_PROFILE to one that it has, or unset it"),
    (
        r"ConfigParseError|ConfigNotFound|InvalidConfigError",
        "the AWS configuration cannot be read; correct ~/.aws/config and ~/.aws/credentials",
    ),
    (
        r"NoCredentialsError|PartialCredentialsError|CredentialRetrievalError|NoAuthTokenError",
        "there are no AWS credentials, or only half of them; set AWS_PROFILE, or run aws configure",
    ),
    (
        r"Expired\w*|SSO\w+|UnauthorizedSSOTokenError|TokenRetrievalError|RequestExpired",
        "the AWS credentials have expired; sign in again (aws sso login, or new keys)",
    ),
    (
        (
            r"UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch"
            r"|InvalidSignatureException|IncompleteSignature\w*|AuthFailure"
        ),
        "AWS does not accept these credentials; set AWS_PROFILE, or run aws configure, and check the clock",
    ),
    (
        r"Invalid endpoint|InvalidEndpoint\w*",
        "AWS_ENDPOINT_URL is not a URL; unset it, or write it as https://host",
    ),
    (
        (
            r"EndpointConnectionError|ConnectTimeoutError|ReadTimeoutError|ConnectionClosedError|ProxyConnectionError"
            r"|SSLError|HTTPClientError"
        ),
        "AWS cannot be reached from here; check the network, the proxy and AWS_ENDPOINT_URL, if it is set",
    ),
    (
        r"\w*Throttl\w*|ProvisionedThroughputExceededException|RequestLimitExceeded|TooManyRequestsException",
        (
            "{there} AWS refuses requests because there are too many; try again in a minute; if it goes on, set the"
            " table's capacity to on-demand"
        ),
    ),
    (
        r"(?:TableUnavailable: |\A)ResourceNotFoundException",
        "{there} there is no such table; make it (python -m ops create-table), or deploy where it is",
    ),
    (
        r"could not be read: ParameterNotFound",
        "{there} there is no such secret; store it (python -m ops store-secret), or deploy where it is",
    ),
    (
        r"could not be read: ResourceNotFoundException",
        "{there} Secrets Manager holds no such secret; create it, or deploy where it is",
    ),
    (
        r"AccessDenied\w*|UnauthorizedOperation|NotAuthorized\w*",
        (
            "{there} the permission is missing; deployment/policies lists what is needed: the function's in its stage's"
            " policy, which names table and secrets, an operator's in deployer.json"
        ),
    ),
    (
        r"HTTP 401",
        "Twilio does not know these credentials; store the auth token or API key of the account in account_sid",
    ),
    (r"HTTP 404", "this Twilio account has no such workspace; correct account_sid or workspaces in the settings"),
    (r"HTTP 429", "Twilio refuses requests because there are too many; try again in a minute"),
)
"""Patterns that match whole words of a reason, each with its meaning and its remedy."""


def remedy(reason: str, there: str) -> str:
    """Return what the reason means and what to do, or "" if it is unknown. `there` names the place that failed."""
    return "; ".join(
        sentence.format(there=there)
        for pattern, sentence in REMEDIES
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", reason)
    )


def place(arn: str) -> str:
    """Return where the function with this ARN runs, as the beginning of a sentence."""
    parts = arn.split(":")
    return f"in {parts[3]} of AWS account {parts[4]}" if len(parts) > 4 else "where this runs"  # noqa: PLR2004


def explained(error: Exception, arn: str) -> str:
    """Return a poll's failure in one sentence: the reason and, if one is known, the remedy."""
    said = str(error) or type(error).__name__
    meaning = remedy(said, place(arn))
    return f"{said}: {meaning}" if meaning else said
