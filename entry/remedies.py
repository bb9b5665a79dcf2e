"""What to do about a poll that fails: from the reason it gives to one sentence for whoever deployed it."""

REMEDIES = (
    (
        "TableUnavailable: ResourceNotFoundException",
        "{there} there is no such table; make it (python -m ops create-table), or deploy where it is",
    ),
    (
        "could not be read: ParameterNotFound",
        "{there} there is no such secret; store it (python -m ops store-secret), or deploy where it is",
    ),
    (
        "could not be read: ResourceNotFoundException",
        "{there} Secrets Manager holds no such secret; create it, or deploy where it is",
    ),
    (
        "AccessDeniedException",
        "{there} the right to it is missing; table and secrets have to be named as deployment/policies names them",
    ),
    (
        "HTTP 401",
        "Twilio does not know these credentials; store the auth token or API key of the account that account_sid names",
    ),
    ("HTTP 404", "this Twilio account has no such workspace; mend account_sid or workspaces in the settings"),
)
"""What a reason holds, and what it means."""


def remedy(reason: str, there: str) -> str:
    """Return what the reason means and what to do; "" where it says enough. `there` is where AWS was asked."""
    return "; ".join(sentence.format(there=there) for symptom, sentence in REMEDIES if symptom in reason)


def place(arn: str) -> str:
    """Return where the function with this ARN runs, as a sentence begins."""
    parts = arn.split(":")
    return f"in {parts[3]} of AWS account {parts[4]}" if len(parts) > 4 else "where this runs"  # noqa: PLR2004


def explained(error: Exception, arn: str) -> str:
    """Return the failure of a poll in one sentence: what it was, and what to do where that is known."""
    said = str(error) or type(error).__name__
    meaning = remedy(said, place(arn))
    return f"{said}: {meaning}" if meaning else said
