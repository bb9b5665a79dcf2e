"""The commands, and what an operator sees when one cannot be carried out."""

import sys

import click

from ops.checking.check import check
from ops.costs.cost import cost
from ops.plurals import plurals
from ops.settings_tables import settings
from ops.setup.alarms import alarms
from ops.setup.create_table import create_table
from ops.setup.store_secret import store_secret
from ops.waits.accuracy import accuracy
from ops.waits.explain import explain
from ops.waits.mute import mute, unmute
from ops.waits.poll import poll
from ops.waits.say import say
from ops.waits.show import show
from waittimes.settings.settings_reader import ConfigurationError
from waittimes.table import TableUnavailable


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Look after the wait times: the settings come from lines.toml (or LINES_FILE) and the environment."""


for command in (
    accuracy,
    alarms,
    check,
    cost,
    create_table,
    explain,
    mute,
    plurals,
    poll,
    say,
    settings,
    show,
    store_secret,
    unmute,
):
    commands.add_command(command)


def main() -> None:
    """Run the command of the shell's arguments; leave with 1 when it fails and 2 when the settings are wrong."""
    try:
        commands(prog_name="python -m ops")
    except ConfigurationError as error:
        sys.exit(_complaint("The settings cannot be used:", error.problems, status=2))
    except TableUnavailable as error:
        remedy = "python -m ops create-table makes the table; AWS_DEFAULT_REGION and the credentials say where"
        sys.exit(_complaint("The table cannot be reached:", (f"{error}; {remedy}",), status=1))


def _complaint(headline: str, sentences: tuple[str, ...], *, status: int) -> int:
    click.echo("\n  ".join([headline, *sentences]), err=True)
    return status


if __name__ == "__main__":
    main()
