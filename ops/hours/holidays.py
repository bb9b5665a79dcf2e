"""`holidays`: a country's public holidays as exceptions for the settings, to be reviewed and pasted by a person."""

import time
from datetime import UTC, date, datetime

import click

NOT_INSTALLED = "the package holidays is not installed here; install it: pip install -r requirements-dev.txt"


@click.command()
@click.argument("country")
@click.argument("subdivision", required=False)
@click.argument("year", type=click.IntRange(1970, 2100), required=False)
def holidays(country: str, subdivision: str | None, year: int | None) -> None:
    """Print the public holidays of COUNTRY (such as DE) and SUBDIVISION (such as BY) in YEAR, to paste into lines.toml.

    Without YEAR, it prints those of the rest of this year and of the next. Review them: half days and a company's own
    days are missing.
    """
    if year is None and subdivision is not None and subdivision.isdecimal():
        year, subdivision = int(subdivision), None
    found = public_holidays(country, subdivision, year, datetime.fromtimestamp(time.time(), UTC).date())
    click.echo("[hours.NAME.exceptions]")
    for day, name in found:
        click.echo(f'{day.isoformat()} = {{ closed = true, reason = "holiday" }}  # {day:%A}: {name}')


def public_holidays(country: str, subdivision: str | None, year: int | None, today: date) -> list[tuple[date, str]]:
    """Return the holidays by date. Raises click.ClickException for an unknown country or subdivision."""
    try:
        import holidays as library
    except ImportError:
        raise click.ClickException(NOT_INSTALLED) from None
    years = [year] if year else [today.year, today.year + 1]
    try:
        # By default the library takes the language of the terminal, or the country's own, by the version of Python.
        found = library.country_holidays(country.upper(), subdiv=subdivision, years=years, language="en_US")
    except NotImplementedError as error:
        raise click.ClickException(f"{error}; name a country and a subdivision by their ISO 3166 codes") from None
    return sorted((day, name) for day, name in found.items() if year or day >= today)
