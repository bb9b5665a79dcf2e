"""A package keeps the files that the function needs, and has the same bytes each time."""

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from deployment import package
from deployment.pruning import is_needed

LANGUAGES = ("en", "pt-BR")

NEEDED = """
lines.toml zappa_settings.py six.py entry/function.py poller/handler.py ivr/announcing/locales/pt-BR.toml
botocore/data/endpoints.json botocore/data/dynamodb/2012-08-10/service-2.json.gz botocore/docs/__init__.py
botocore/data/ssm/2014-11-06/service-2.json.gz botocore/data/secretsmanager/2017-10-17/service-2.json.gz
twilio/rest/__init__.py twilio/rest/taskrouter/v1/workspace/__init__.py twilio/twiml/voice_response.py
zappa/handler.py zappa/wsgi.py flask-3.1.3.dist-info/METADATA
aws_lambda_powertools/metrics/metrics.py aws_lambda_powertools/utilities/parameters/ssm.py
phonenumbers/data/region_DE.py phonenumbers/shortdata/__init__.py phonenumbers/phonenumberutil.py
babel/core.py babel/global.dat babel/locale-data/root.dat babel/locale-data/en.dat babel/locale-data/pt.dat
babel/locale-data/pt_BR.dat
""".split()
NOT_NEEDED = """
__init__.py handler.py package_info.json notes.csv distutils-precedence.pth ivr/__pycache__/app.cpython-311.pyc
ivr/app.pyc pip/__main__.py pip-26.3.dist-info/METADATA setuptools/dist.py troposphere/s3.py
PyYAML-6.0.3.dist-info/METADATA
yaml/__init__.py _yaml/__init__.py aiohttp/client.py flask-3.1.3.dist-info/RECORD flask-3.1.3.dist-info/direct_url.json
botocore/data/ec2/2016-11-15/service-2.json.gz botocore/data/dynamodb/2012-08-10/examples-1.json
boto3/data/s3/2006-03-01/resources-1.json twilio/rest/api/v2010/account/__init__.py twilio/jwt/__init__.py
zappa/cli.py zappa/core.py zappa/ext/django_zappa.py markupsafe/_speedups.cpython-311-x86_64-linux-gnu.so
aws_lambda_powertools/event_handler/__init__.py aws_lambda_powertools/utilities/parser/__init__.py
phonenumbers/shortdata/region_DE.py phonenumbers/py.typed
babel/messages/extract.py babel/locale-data/pt_PT.dat babel/locale-data/fr.dat numpy/tests/test_x.py
""".split()


@pytest.mark.parametrize("path", NEEDED)
def test_what_the_function_imports_stays(path: str) -> None:
    assert is_needed(PurePosixPath(path), LANGUAGES)


@pytest.mark.parametrize("path", NOT_NEEDED)
def test_what_it_never_imports_goes(path: str) -> None:
    assert not is_needed(PurePosixPath(path), LANGUAGES)


def test_a_language_that_is_added_brings_its_locale_data() -> None:
    french = PurePosixPath("babel/locale-data/fr.dat")

    assert is_needed(french, (*LANGUAGES, "fr"))


def zappas(path: Path, *names: str) -> Path:
    """Return a package as Zappa would build it, with these files in this order."""
    with zipfile.ZipFile(path, "w") as zipped:
        for name in names:
            zipped.writestr(
                name,
                f"NAME = {name!r}\nKNOWN = {{'a', 'b', 'c', 'd'}}\n\ndef known(x): return x in {{'p', 'q', 'r'}}\n",
            )
    return path


def built(folder: Path, *names: str) -> bytes:
    zipped, code = zappas(folder / "package.zip", *names), folder / "code"
    package.unpack(zipped, code)
    package.compile_all(code)
    package.pack(code, zipped)
    return zipped.read_bytes()


def test_the_same_code_gives_the_same_bytes_from_any_folder_in_any_order(tmp_path: Path) -> None:
    names = ["ivr/app.py", "poller/handler.py", "six.py", "lines.toml"]
    here, there = tmp_path / "here", tmp_path / "some" / "where" / "else"
    here.mkdir()
    there.mkdir(parents=True)

    assert built(here, *names) == built(there, *reversed(names), "package_info.json")


def test_compiled_modules_are_used_whatever_the_time_of_their_source(tmp_path: Path) -> None:
    built(tmp_path, "ivr/app.py")
    code = tmp_path / "code" / "ivr"
    (compiled,) = (code / "__pycache__").iterdir()
    # The source has other content now, and Python does not look at it.
    (code / "app.py").write_text("NAME = 'the source'")

    run = subprocess.run(
        [sys.executable, "-I", "-B", "-c", f"import sys; sys.path[:0] = [{str(code)!r}]; import app; print(app.NAME)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout == "ivr/app.py\n"
    assert compiled.read_bytes()[:4] == importlib.util.MAGIC_NUMBER
    assert b"/var/task/ivr/app.py" in compiled.read_bytes()
    assert str(tmp_path).encode() not in compiled.read_bytes()


def test_nothing_in_the_package_may_be_executed_or_written(tmp_path: Path) -> None:
    built(tmp_path, "ivr/app.py", "lines.toml")

    with zipfile.ZipFile(tmp_path / "package.zip") as zipped:
        assert {each.external_attr >> 16 for each in zipped.infolist()} == {0o100644}
