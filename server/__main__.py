"""Runs everything on this machine: python -m server."""

import errno
import socket
import sys

import click

from server import configuration, sqlite_table
from server.introduction import introduction
from server.processes import Application
from server.sqlite_file import SqliteFile, remedy
from waittimes import logs
from waittimes.settings.settings_reader import ConfigurationError
from waittimes.table import TableUnavailable

EVERYWHERE = "0.0.0.0"  # noqa: S104 - an address that somebody may ask for, and that nobody can open


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is everywhere.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer calls."
)
def main(host: str, port: int, workers: int) -> None:
    """Answer calls and poll every minute until Ctrl-C. The settings come from .env, lines.toml and the environment.

    Exits with 2 if the settings cannot be used, and with 1 if the table or the port cannot.
    """
    logs.configure()
    try:
        settings = configuration.load()
    except ConfigurationError as error:
        click.echo("\n  ".join(["The settings cannot be used:", *error.problems]), err=True)
        sys.exit(2)
    if path := sqlite_table.path_of(settings.table):
        try:
            SqliteFile(path).create()
        except TableUnavailable as error:
            sys.exit(f"The table {path} cannot be used ({error}): {remedy(str(error)) or 'try again'}")
    _refuse_a_taken_port(host, port)
    click.echo(introduction(settings, f"{'127.0.0.1' if host == EVERYWHERE else host}:{port}"))
    Application(f"{host}:{port}", workers).run()


def _refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            sys.exit(f"Port {port} of {host} {why}; name another: --port 8001 (make serve PORT=8001)")


if __name__ == "__main__":
    main(prog_name="python -m server")
