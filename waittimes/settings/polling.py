"""How hard the poller may ask: a budget for each account, and the time that a poll may take."""

from dataclasses import dataclass

from waittimes.settings.settings_reader import Section

MOST_PER_SECOND = 1000
MOST_AT_ONCE = 200
LONGEST_SECONDS = 900
"""As long as a Lambda function may run."""
REFRESH_SECONDS = (15, 20, 30, 60)
"""Whole divisors of a minute; more often than every 15 seconds, many queues could not be read."""


@dataclass(frozen=True, slots=True)
class Polling:
    """The poller's limits; those of requests hold for each account, all its workspaces together."""

    requests_per_second: int = 40
    concurrent_requests: int = 10
    deadline_seconds: int = 50
    """How long a poll may take, storing included; the time that Lambda leaves may be less."""
    refresh_seconds: int = 60
    """How often one scheduled run reads within its minute; 60 is once."""


def polling(environment: Section, file: Section | None = None) -> Polling:
    """Return the limits: what the environment says wins over the file's table [poller]."""

    def limit(name: str, default: int, most: int) -> int:
        in_file = file.whole_number(name, default, least=1, most=most) if file else default
        return environment.digits(f"POLLER_{name.upper()}", in_file, least=1, most=most)

    return Polling(
        requests_per_second=limit("requests_per_second", Polling().requests_per_second, MOST_PER_SECOND),
        concurrent_requests=limit("concurrent_requests", Polling().concurrent_requests, MOST_AT_ONCE),
        deadline_seconds=limit("deadline_seconds", Polling().deadline_seconds, LONGEST_SECONDS),
        refresh_seconds=_refresh_seconds(environment, file),
    )


def _refresh_seconds(environment: Section, file: Section | None) -> int:
    usual = Polling().refresh_seconds
    in_file = file.one_of("refresh_seconds", usual, REFRESH_SECONDS) if file else usual
    return environment.one_of("POLLER_REFRESH_SECONDS", in_file, REFRESH_SECONDS, written=str)
