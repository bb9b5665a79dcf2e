"""What is made once for all that is deployed here."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.on_lambda import build

PackageFor = Callable[[str], Path]


@pytest.fixture(scope="session")
def package_for(tmp_path_factory: pytest.TempPathFactory) -> PackageFor:
    """Return what makes the package for a version of Python, once; a version that is not here skips the test."""

    @cache
    def made(version: str) -> Path:
        interpreter = build.python(version)
        if interpreter is None:
            pytest.skip(f"there is no Python {version} on this machine")
        return build.packaged(tmp_path_factory.mktemp("package"), version, interpreter)

    return made
