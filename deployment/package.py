"""Prunes and compiles Zappa's package, and packs the same code into the same bytes."""

import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from stat import S_IFREG

from deployment.pruning import is_needed

FIRST_MOMENT_OF_A_ZIP = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = S_IFREG | 0o644
WHERE_LAMBDA_PUTS_IT = "/var/task"
"""The folder of a function's code on Lambda (AWS's documentation). Tracebacks name files below it."""


def unpack(package: Path, folder: Path) -> None:
    """Unpack into `folder` the files of Zappa's package that the function needs."""
    with zipfile.ZipFile(package) as zipped:
        names = [PurePosixPath(each.filename) for each in zipped.infolist() if not each.is_dir()]
        languages = _languages(names)
        for name in dict.fromkeys(names):
            if is_needed(name, languages):
                zipped.extract(str(name), folder)


def compile_all(folder: Path) -> None:
    """Compile every module in a form that Python uses without comparing modification times.

    Zappa dates every file to 1980, so Python would compile a module with a compiled file of another time again at each
    cold start. A separate process compiles, because the state of an interpreter leaves traces in the bytes.
    """
    subprocess.run(  # noqa: S603 - Python's own compiler
        [
            *(sys.executable, "-I", "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"),
            *("-s", str(folder), "-p", WHERE_LAMBDA_PUTS_IT, str(folder)),
        ],
        check=True,
    )


def pack(folder: Path, package: Path) -> None:
    """Write the folder as a zip. Its bytes depend on the names and contents of the files alone."""
    with zipfile.ZipFile(package, "w") as zipped:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), FIRST_MOMENT_OF_A_ZIP)
            entry.create_system = 3  # Unix, wherever this runs
            entry.external_attr = READABLE_FILE << 16
            zipped.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


def _languages(names: Iterable[PurePosixPath]) -> frozenset[str]:
    return frozenset(
        each.stem for each in names if each.parts[:-1] == ("ivr", "announcing", "locales") and each.suffix == ".toml"
    )
