"""What Zappa calls while it deploys, as `callbacks` in zappa_settings.json names it."""

import sys
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]


def zip_built(zappa: Any) -> None:
    """Make the package light, and refuse one whose settings a caller would trip over. Exits with the reasons.

    Zappa calls this for `package`, `deploy` and `update`, before anything is uploaded.
    """
    _make_the_project_importable()
    from deployment import botocore_data, inspection, package
    from waittimes.settings.settings_reader import ConfigurationError

    _refuse_another_python(zappa.runtime)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        package.unpack(Path(zappa.zip_path), folder)
        try:
            described = inspection.inspect(folder, zappa.environment_variables | zappa.aws_environment_variables)
        except ConfigurationError as error:
            sys.exit("\n  ".join(["Not deployed: the settings cannot be used:", *error.problems]))
        if not described:
            print("The settings file holds only comments: the function's environment has to describe the line.")
        botocore_data.lighten(folder / "botocore" / "data")
        package.compile_all(folder)
        package.pack(folder, Path(zappa.zip_path))
    print(f"Packed {Path(zappa.zip_path).stat().st_size / 2**20:.1f} MiB, pruned and compiled.")


def deployed(zappa: Any) -> None:
    """Set what Zappa has no setting for. Zappa calls this after `deploy` and `update`."""
    _make_the_project_importable()
    from deployment.afterwards import finish

    finish(zappa.zappa.boto_session.client, zappa.lambda_name, print)


def _refuse_another_python(runtime: str) -> None:
    here = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if runtime != here:
        sys.exit(
            f"Not deployed: zappa_settings.json says runtime {runtime}, and this is {here}, whose compiled modules"
            f" another Python cannot read; set runtime to {here}, or make the virtual environment with {runtime}"
        )


def _make_the_project_importable() -> None:
    # Zappa finds this file in the working folder, which it does not put on the path for what this file imports.
    if str(PROJECT) not in sys.path:
        sys.path.insert(0, str(PROJECT))
