"""`store-secret`: a secret into AWS's Parameter Store, encrypted, without a shell's history ever seeing it."""

import re

import click

from ops.aws_clients import client

PARAMETER = re.compile(r"ssm:(/[\w./-]+)")


@click.command("store-secret")
@click.argument("reference")
@click.password_option("--secret", confirmation_prompt=False, help="Asked for when not given; leave it out.")
def store_secret(reference: str, secret: str) -> None:
    """Store a secret under REFERENCE, such as ssm:/taskrouter-wait-times/auth-token; what was there is replaced."""
    parameter = PARAMETER.fullmatch(reference)
    if not parameter:
        raise click.BadParameter(f"{reference} is no ssm:/path; only the Parameter Store is written to")
    client("ssm").put_parameter(Name=parameter[1], Value=secret, Type="SecureString", Overwrite=True)
    click.echo(f"Stored. The settings refer to it as {reference}.")
