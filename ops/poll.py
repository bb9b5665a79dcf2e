"""`poll`: one poll from a shell, as the schedule would run it."""

import logging
import sys

import click

from poller.handler import clockwork
from poller.refresh import PollFailed, Report
from waittimes import config, logs


@click.command()
def poll() -> None:
    """Poll every account once and say what came of it; leave with 1 when anything failed."""
    logs.configure(logging.WARNING)
    try:
        reports = clockwork(config.current()).refresh()
    except PollFailed as error:
        click.echo(f"Nothing was refreshed. {error}", err=True)
        sys.exit(1)
    for report in reports:
        click.echo(summary(report))
    sys.exit(any(report.failures for report in reports))


def summary(report: Report) -> str:
    """Return one account's poll in a line, and a line for each reason why something failed."""
    first = (
        f"{report.account}: {report.refreshed} of {report.listed} task queues refreshed"
        f" in {report.seconds:.1f} s, {report.kept} kept as they were"
    )
    return "\n".join([first, *(f"  failed: {where}: {why}" for where, why in sorted(report.failures.items()))])
