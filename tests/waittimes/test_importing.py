import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
IMPORTS_EVERYTHING = """
import importlib, os, pkgutil, sys
import boto3
import waittimes

def import_all():
    return [importlib.import_module(module.name) for module in pkgutil.walk_packages(waittimes.__path__, "waittimes.")]

class OutOfBounds:
    def __getattribute__(self, name):
        raise AssertionError("the environment was read while importing")
    __getitem__ = __contains__ = __iter__ = __getattribute__

def refuse(event, arguments):
    opened = event == "open" and not str(arguments[0]).endswith((".py", ".pyc"))
    if opened or event.startswith(("socket.", "subprocess.", "os.putenv")):
        raise AssertionError(f"{event} {arguments} while importing")

# Packages may do as they like when they are imported, so ours are imported twice and watched the second time.
import_all()
for name in [name for name in sys.modules if name.startswith("waittimes.")]:
    del sys.modules[name]
os.environ = OutOfBounds()
sys.addaudithook(refuse)
print(len(import_all()), boto3.DEFAULT_SESSION)
"""


def test_importing_opens_no_client_no_file_and_no_environment() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS_EVERYTHING],
        cwd=PROJECT,
        env={},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    files = [each for each in (PROJECT / "waittimes").rglob("*.py") if each != PROJECT / "waittimes" / "__init__.py"]
    modules = len(files)
    assert (done.stdout.split(), done.stderr) == ([str(modules), "None"], "")
