"""The packages, each built once for all tests."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.on_lambda import build

PackageFor = Callable[[str], Path]


@pytest.fixture(scope="session")
def package_for(tmp_path_factory: pytest.TempPathFactory) -> PackageFor:
    """Return a function that builds the package for a version of Python, once; it skips the test if there is none."""

    @cache
    def made(version: str) -> Path:
        interpreter = build.python(version)
        if interpreter is None:
            pytest.skip(f"there is no Python {version} on this machine")
        return build.packaged(tmp_path_factory.mktemp("package"), version, interpreter)

    return made
