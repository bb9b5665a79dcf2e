"""What `.env` sets, and what is said of its mistakes."""

import sys
from pathlib import Path

import pytest

from server import env_file
from waittimes.settings.settings_reader import ConfigurationError


def loaded(folder: Path, text: str, environ: dict[str, str] | None = None) -> dict[str, str]:
    (folder / ".env").write_text(text, encoding="utf-8")
    found = dict(environ or {})
    env_file.load(found, folder)
    return found


def test_variables_are_set_as_a_shell_would(tmp_path: Path) -> None:
    text = "# Twilio\nexport TWILIO_ACCOUNT_SID=AC1  # the account\n\nTABLE='sqlite:///my waits.db'\nEMPTY=\n"

    assert loaded(tmp_path, text) == {"TWILIO_ACCOUNT_SID": "AC1", "TABLE": "sqlite:///my waits.db", "EMPTY": ""}


def test_what_is_set_already_stays(tmp_path: Path) -> None:
    assert loaded(tmp_path, "TABLE=other\nPUBLIC_URL=https://a.example\n", {"TABLE": "waits"}) == {
        "TABLE": "waits",
        "PUBLIC_URL": "https://a.example",
    }


def test_a_dollar_in_a_secret_stays_a_dollar(tmp_path: Path) -> None:
    assert loaded(tmp_path, "TOKEN=a${TABLE}$b\n", {"TABLE": "waits"})["TOKEN"] == "a${TABLE}$b"


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    environ: dict[str, str] = {}

    env_file.load(environ, tmp_path)

    assert environ == {}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("TABLE=waits\n\nTWILIO_AUTH_TOKEN 0123456789abcdef\n", [3]),
        ("0123456789abcdef\n", [1]),
        ("A=1\nTWILIO_AUTH_TOKEN\nB='0123456789abcdef\n", [2, 3]),
        ("\n\nTWILIO-AUTH-TOKEN=0123456789abcdef\n", [3]),
    ],
)
def test_each_mistake_is_named_by_its_line_and_never_by_what_it_holds(
    tmp_path: Path, text: str, lines: list[int]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        loaded(tmp_path, text)

    assert list(refused.value.problems) == [f".env: line {line} is not NAME=value; correct it" for line in lines]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(ConfigurationError, match=r"^\.env: cannot be read: Is a directory; make it a readable file$"):
        env_file.load({}, tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("TABLE=wäits".encode("latin-1"))
    with pytest.raises(ConfigurationError, match=r"^\.env: is not in UTF-8; save it as UTF-8$"):
        env_file.load({}, tmp_path)


def test_where_python_dotenv_is_not_installed_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dotenv.parser", None)
    env_file.load({}, tmp_path)

    with pytest.raises(ConfigurationError, match=r"pip install -r requirements-server\.txt"):
        loaded(tmp_path, "TABLE=waits\n")
