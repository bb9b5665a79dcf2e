"""`store-secret`: stores a secret in AWS's Parameter Store, encrypted, and keeps it out of the shell's history."""

import re

import click

from ops.aws_clients import client

READABLE = "/taskrouter-wait-times/"
"""The only parameters that the function's policies let it read."""
PARAMETER = re.compile(r"ssm:(/[\w./-]+)")


def _parameter(_context: click.Context, _option: click.Parameter, reference: str) -> str:
    """Return the parameter's name. Raises BadParameter for any other reference."""
    found = PARAMETER.fullmatch(reference)
    if not found:
        raise click.BadParameter(
            f"{reference} is not of the form ssm:/path; write for example ssm:/taskrouter-wait-times/auth-token."
            " Only the Parameter Store is written to"
        )
    return found[1]


# Eager, so that a wrong reference is refused before the operator types a secret.
@click.command("store-secret")
@click.argument("parameter", metavar="REFERENCE", callback=_parameter, is_eager=True)
@click.password_option("--secret", confirmation_prompt=False, help="Asked for when not given; leave it out.")
def store_secret(parameter: str, secret: str) -> None:
    """Store a secret under REFERENCE, such as ssm:/taskrouter-wait-times/auth-token, replacing what is there."""
    value = secret.strip()
    if not value:
        raise click.UsageError("the secret is empty; nothing was stored")
    client("ssm").put_parameter(Name=parameter, Value=value, Type="SecureString", Overwrite=True)
    click.echo(f"Stored. Refer to it in the settings as ssm:{parameter}.")
    if not parameter.startswith(READABLE):
        click.echo(
            f"The policies in deployment/policies let the function read only {READABLE}*: add {parameter} there."
        )
