"""Reasons in zappa_settings.json not to deploy: a sentence each, with its remedy."""

import re
import sys
from collections.abc import Iterator

BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""The names that S3 allows (AWS's documentation, general purpose bucket naming rules)."""


def of_runtime(runtime: str) -> Iterator[str]:
    """Yield the reason, if any, why a function with this runtime cannot run what this Python compiles."""
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if runtime != here:
        yield (
            f"zappa_settings.json says runtime {runtime}, and this is {here}, whose compiled modules another Python"
            f" cannot read; set runtime to {here}, or make the virtual environment with {runtime}"
        )


def of_bucket(name: str) -> Iterator[str]:
    """Yield the reason, if any, why no bucket can have this name. The project comes with a placeholder."""
    if not BUCKET.fullmatch(name):
        yield (
            f"zappa_settings.json says s3_bucket {name}, which no bucket can be called; set it to a name that nobody"
            " else has, of small letters, digits and hyphens, with zappa in it"
        )
