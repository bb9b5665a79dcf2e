"""The functions that Zappa calls while it deploys; `callbacks` in zappa_settings.json names them."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from waittimes.settings.config import Config

PROJECT = Path(__file__).parents[1]
UPLOADING = frozenset({"deploy", "update"})
PACKING = UPLOADING | {"package"}
"""Zappa's commands that build a package."""


def settings_loaded(zappa: Any) -> None:
    """Refuse settings that cannot work before Zappa packs, which takes half a minute. Exits with the reasons.

    Zappa calls this at the beginning of every command, with its settings loaded.
    """
    if zappa.command not in PACKING:
        return
    _make_the_project_importable()
    from deployment import refusals

    reasons = [*refusals.of_runtime(zappa.runtime)]
    if zappa.command in UPLOADING:
        reasons += refusals.of_bucket(zappa.s3_bucket_name)
    if reasons:
        sys.exit("\n  ".join(["Not deployed:", *reasons]))
    if _settings(Path.cwd(), zappa) is None:
        print("The settings file holds only comments: the function's environment has to describe the line.")


def zip_built(zappa: Any) -> None:
    """Make the package smaller, and refuse one whose settings cannot be used. Exits with the reasons.

    Zappa calls this for `package`, `deploy` and `update`, before it uploads anything.
    """
    _make_the_project_importable()
    from deployment import botocore_data, package, time_zones

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        package.unpack(Path(zappa.zip_path), folder)
        # The function reads the file in the package, which may differ from the one in the working folder.
        settings = _settings(folder, zappa)
        hours = [line.hours for line in settings.lines if line.hours] if settings else []
        time_zones.lighten(folder / "tzdata" / "zoneinfo", {each.time_zone for each in hours})
        botocore_data.lighten(folder / "botocore" / "data")
        package.compile_all(folder)
        package.pack(folder, Path(zappa.zip_path))
    print(f"Packed {Path(zappa.zip_path).stat().st_size / 2**20:.1f} MiB, pruned and compiled.")


def deployed(zappa: Any) -> None:
    """Configure the function where Zappa has no setting for it. Zappa calls this after `deploy` and `update`."""
    _make_the_project_importable()
    from deployment.afterwards import finish

    finish(zappa.zappa.boto_session.client, zappa.lambda_name, print)


def _settings(folder: Path, zappa: Any) -> "Config | None":
    """Return the settings of the file in the folder; None if it holds none. Exits if they have mistakes."""
    from deployment import inspection
    from waittimes.settings.settings_reader import ConfigurationError

    try:
        return inspection.inspect(folder, zappa.environment_variables | zappa.aws_environment_variables)
    except ConfigurationError as error:
        sys.exit("\n  ".join(["Not deployed: the settings cannot be used:", *error.problems]))


def _make_the_project_importable() -> None:
    # Zappa finds this file in the working folder, but does not put that folder on the import path.
    if str(PROJECT) not in sys.path:
        sys.path.insert(0, str(PROJECT))
