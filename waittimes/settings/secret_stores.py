"""Reads secrets from AWS's Parameter Store and Secrets Manager, through Powertools."""

from typing import Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from waittimes import aws
from waittimes.settings.secret import SecretUnavailable

KEPT_SECONDS = 300
"""A value is used for this long before its store is asked again, so that a rotated secret arrives by itself."""


FAILURES: tuple[type[Exception], ...] = (GetParameterError, *aws.AWS_ERRORS)


class SecretStores:
    """Both stores, in `region` or else in the region of AWS's environment. A client is made when it is first needed."""

    def __init__(self, region: str | None = None) -> None:
        self._region = region
        self._providers: dict[str, Any] = {}

    def value(self, reference: str) -> str:
        """Return the value behind a `ssm:` or `secretsmanager:` reference. Raises SecretUnavailable."""
        store, _, name = reference.partition(":")
        try:
            return self._ask(store, name)
        except FAILURES as error:
            # Powertools raises its own error inside an except clause, which leaves AWS's error as its context.
            cause = error.__context__ if isinstance(error.__context__, aws.AWS_ERRORS) else error
            raise SecretUnavailable(f"{reference} could not be read: {aws.error_code(cause)}") from error

    def _ask(self, store: str, name: str) -> str:
        if store not in self._providers:
            client = aws.client(store, connect_seconds=0.5, read_seconds=1.0, attempts=2, region=self._region)
            self._providers[store] = _PROVIDERS[store](boto3_client=client)
        decryption = {"decrypt": True} if store == "ssm" else {}
        value = self._providers[store].get(name, max_age=KEPT_SECONDS, **decryption)
        if not isinstance(value, str):
            raise SecretUnavailable(f"{store}:{name} holds no text; store it as one")
        return value


_PROVIDERS: dict[str, Any] = {"ssm": SSMProvider, "secretsmanager": SecretsProvider}
