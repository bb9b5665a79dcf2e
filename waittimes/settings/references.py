"""Follows references to values that are kept elsewhere: `env:NAME`, `ssm:/path`, `secretsmanager:name`."""

from collections.abc import Callable, Mapping

from waittimes.settings.secret import Secret, is_reference


class UnsetVariable(Exception):
    """A reference names an environment variable without a value. The message is the variable's name."""


class References:
    """Follows `env:` in `environ`, and `ssm:` and `secretsmanager:` with `look_up`, by default in AWS's stores."""

    def __init__(self, environ: Mapping[str, str], look_up: Callable[[str], str] | None = None) -> None:
        self._environ = environ
        self._look_up = look_up

    def secret(self, reference: str) -> Secret:
        """Return the secret. AWS is asked only when it is revealed. Raises UnsetVariable."""
        value = self._value_behind(reference)
        if is_reference(value):
            return Secret(value, lambda: self._ask(value), is_remote=True)
        return Secret(reference, lambda: value)

    def _value_behind(self, reference: str) -> str:
        """Return the value, or the reference to a store, at the end of a chain of variables. Raises UnsetVariable."""
        passed: set[str] = set()
        while reference.startswith("env:"):
            name = reference.removeprefix("env:")
            if name in passed or not self._environ.get(name):
                raise UnsetVariable(name)
            passed.add(name)
            reference = self._environ[name]
        return reference

    def _ask(self, reference: str) -> str:
        if self._look_up is None:
            # Powertools' parameters take a fifth of a cold start: imported only if a secret is kept in AWS.
            from waittimes.settings.secret_stores import SecretStores

            self._look_up = SecretStores().value
        return self._look_up(reference)
