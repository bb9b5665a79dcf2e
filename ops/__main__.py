"""The commands of an operator's shell: python -m ops COMMAND."""

import logging
import os
import sys

import click

from ops.callbacks.callbacks import callbacks
from ops.checking.check import check
from ops.costs.cost import cost
from ops.failures import Commands, SettingsRefused
from ops.history.history import history
from ops.hours.holidays import holidays
from ops.hours.hours import hours
from ops.hours.override import close, open_
from ops.plurals import plurals
from ops.settings_tables import settings
from ops.setup.alarms import alarms
from ops.setup.create_table import create_table
from ops.setup.dashboard import dashboard
from ops.setup.store_secret import store_secret
from ops.version import print_version
from ops.voicemails.voicemails import voicemails
from ops.waits.accuracy import accuracy
from ops.waits.explain import explain
from ops.waits.mute import mute, unmute
from ops.waits.poll import poll
from ops.waits.route import route
from ops.waits.say import say
from ops.waits.show import show
from server import env_file
from waittimes import logs
from waittimes.settings.settings_reader import ConfigurationError


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--logs", "shows_logs", is_flag=True, help="Also print the log, as lines of JSON on standard error.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=print_version, help="Print the version."
)
def commands(*, shows_logs: bool) -> None:
    """Look after the wait times. The settings come from lines.toml (or LINES_FILE) and from the environment.

    What `.env` in this folder sets is added to the environment.

    A command exits with 1 when it fails or finds a problem, and with 2 when it was called wrongly or the settings
    cannot be used. docs/operating.md has the exit codes, the fields of --json, and how a shell completes commands.
    """
    if shows_logs:
        logs.configure(logging.WARNING)
    else:
        # Without a handler Python prints warnings all the same, in the midst of what a command prints.
        ours = logging.getLogger(logs.ROOT)
        ours.addHandler(logging.NullHandler())
        ours.propagate = False


for command in (
    accuracy,
    alarms,
    callbacks,
    check,
    close,
    cost,
    create_table,
    dashboard,
    explain,
    history,
    holidays,
    hours,
    mute,
    open_,
    plurals,
    poll,
    route,
    say,
    settings,
    show,
    store_secret,
    unmute,
    voicemails,
):
    commands.add_command(command)


def main() -> None:
    """Run the command that the shell's arguments name, with what `.env` sets."""
    try:
        env_file.load(os.environ)
    except ConfigurationError as error:
        SettingsRefused(error).show()
        sys.exit(SettingsRefused.exit_code)
    # A shell completes a command of one word; the name also makes the variable by which it asks (docs/operating.md).
    commands(prog_name="ops" if "_OPS_COMPLETE" in os.environ else "python -m ops")


if __name__ == "__main__":
    main()
