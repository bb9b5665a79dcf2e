"""`plurals`: write down the plural forms of every language, so that the phone needs no Babel on Lambda."""

from pathlib import Path

import click

from ivr.announcing import languages
from ivr.announcing.plurals import FILE, rendered

LOCALES = Path(languages.__file__).parent / "locales"


@click.command()
def plurals() -> None:
    """Write locales/plurals.json anew, after a language was added."""
    names = [path.stem for path in LOCALES.glob("*.toml")]
    (LOCALES / FILE).write_text(rendered(names), encoding="utf-8")
    click.echo(f"Wrote the plural forms of {', '.join(sorted(names))}.")
