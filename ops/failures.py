"""The message when a command fails: one sentence with its remedy, never a traceback."""

from typing import IO, Any

import click

from entry.remedies import remedy
from ivr.switch_changes import NotChanged
from ops.aws_clients import terminal_region
from server import sqlite_file
from waittimes import aws
from waittimes.settings.settings_reader import ConfigurationError
from waittimes.table import TableUnavailable

WHERE_THE_TERMINAL_LOOKS = "where AWS_DEFAULT_REGION and the credentials lead"

ASKING_ERRORS: tuple[type[Exception], ...] = (*aws.AWS_ERRORS, ValueError)
"""What botocore raises when AWS refuses, cannot be reached, or cannot be asked without a region or a valid URL."""


class SettingsRefused(click.ClickException):
    """The settings cannot be used. The command exits with 2."""

    exit_code = 2

    def __init__(self, error: ConfigurationError) -> None:
        super().__init__("\n  ".join(["The settings cannot be used:", *error.problems]))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the problems, one a line."""
        click.echo(self.message, file=file, err=file is None)


class Commands(click.Group):
    """A group of commands that turns every expected failure into a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises click.ClickException."""
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            raise SettingsRefused(error) from error
        except TableUnavailable as error:
            raise click.ClickException(f"the table cannot be reached {meaning(str(error))}") from error
        except NotChanged as error:
            raise click.ClickException(str(error)) from error
        except ASKING_ERRORS as error:
            if isinstance(error, ValueError) and not is_of_endpoint(error):
                raise
            raise click.ClickException(f"AWS does not do this {explained(error)}") from error
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(
                f"{error.filename} cannot be read ({error.strerror}); check the file and your permission to read it"
            ) from error


def here() -> str:
    """Return where this terminal asks AWS, as the beginning of a sentence."""
    try:
        region = terminal_region()
    except aws.AWS_ERRORS:
        region = None
    return f"in {region}" if region else WHERE_THE_TERMINAL_LOOKS


def is_of_endpoint(error: ValueError) -> bool:
    """Return whether this is botocore's error for an AWS_ENDPOINT_URL that is not a URL."""
    return str(error).startswith("Invalid endpoint")


def reason(error: Exception) -> str:
    """Return AWS's code of the error, or the name of its class."""
    return str(error) if isinstance(error, ValueError) else aws.error_code(error)


def advice(error: Exception) -> str:
    """Return what to do about an error of ASKING_ERRORS: its remedy, or else AWS's own message."""
    return remedy(reason(error), here()) or str(error)


def explained(error: Exception) -> str:
    """Return the error's reason, in brackets, and what to do about it."""
    return f"({reason(error)}): {advice(error)}"


def meaning(reason: str) -> str:
    """Return the reason, in brackets, and its remedy."""
    return f"({reason}): {sqlite_file.remedy(reason) or remedy(reason, here()) or 'try again'}"
