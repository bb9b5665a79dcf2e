"""`plurals`: writes the plural forms and the times of every language, so that Lambda needs no Babel."""

from pathlib import Path

import click

from ivr.announcing import languages, times
from ivr.announcing import plurals as plural_forms

LOCALES = Path(languages.__file__).parent / "locales"


@click.command()
def plurals() -> None:
    """Write locales/plurals.json and locales/times.json, after a language was added."""
    names = [path.stem for path in LOCALES.glob("*.toml")]
    (LOCALES / plural_forms.FILE).write_text(plural_forms.render(names), encoding="utf-8")
    (LOCALES / times.FILE).write_text(times.render(names), encoding="utf-8")
    click.echo(f"Wrote the plural forms and times of {', '.join(sorted(names))}.")
