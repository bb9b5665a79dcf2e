"""The settings come from the file that is there, or from the environment."""

from pathlib import Path

import pytest

from tests.waittimes.settings.test_environment import NEWCOMER
from waittimes.settings import loading
from waittimes.settings.line_policy import Vocabulary
from waittimes.settings.settings_reader import ConfigurationError

ENVIRONMENT = NEWCOMER | {"TWILIO_AUTH_TOKEN": "token-of-the-environment"}
FILE = f"""
[accounts.acme]
account_sid = "AC{"a" * 32}"
auth_tokens = ["env:ACME_TOKEN"]
workspaces = ["WS{"b" * 32}"]

[lines.support]
workflow_sid = "WW{"c" * 32}"
task_queue_sid = "WQ{"d" * 32}"
numbers = ["+15550100007"]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the empty folder that the program is started in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_the_environment_is_enough() -> None:
    found = loading.load(ENVIRONMENT)

    assert [line.name for line in found.lines] == ["default"]
    assert found.file == "environment"


@pytest.mark.parametrize("text", ["", "\n\n", "# [accounts.acme]\n# account_sid = 1\n"])
def test_a_file_that_holds_only_comments_counts_as_absent(folder: Path, text: str) -> None:
    (folder / "lines.toml").write_text(text)

    assert loading.load(ENVIRONMENT).file == "environment"


def test_a_file_in_the_folder_is_found_and_the_newcomers_variables_are_not_needed(folder: Path) -> None:
    (folder / "lines.toml").write_text(FILE)

    found = loading.load({"ACME_TOKEN": "token-of-acme"})

    assert ([line.name for line in found.lines], found.file) == (["support"], "lines.toml")


def test_a_file_wins_over_the_newcomers_variables(folder: Path) -> None:
    (folder / "lines.toml").write_text(FILE)

    (account,) = loading.load(ENVIRONMENT | {"ACME_TOKEN": "token-of-acme"}).accounts

    assert account.sid == "AC" + "a" * 32
    assert [token.reveal() for token in account.auth_tokens] == ["token-of-acme"]


def test_lines_file_names_another_file(folder: Path) -> None:
    (folder / "lines.toml").write_text("this is not read")
    (folder / "acme.toml").write_text(FILE)

    found = loading.load({"LINES_FILE": str(folder / "acme.toml"), "ACME_TOKEN": "token-of-acme"})

    assert found.file == "acme.toml"


@pytest.mark.parametrize(
    ("file", "environ", "found"),
    [
        ("", {}, ("task-queue-waits", "", "https://taskrouter.twilio.com")),
        (
            'table = "of-the-file"\npublic_url = "https://file.example.com/"\ntaskrouter_url = "http://localhost:1"\n',
            {},
            ("of-the-file", "https://file.example.com", "http://localhost:1"),
        ),
        (
            'table = "of-the-file"\npublic_url = "https://file.example.com"\ntaskrouter_url = "http://localhost:1"\n',
            {"TABLE": "of-the-env", "PUBLIC_URL": "https://env.example.com/", "TASKROUTER_URL": "http://localhost:2"},
            ("of-the-env", "https://env.example.com", "http://localhost:2"),
        ),
    ],
)
def test_the_environment_wins_over_the_file_for_table_and_urls(
    folder: Path, file: str, environ: dict[str, str], found: tuple[str, str, str]
) -> None:
    (folder / "lines.toml").write_text(file + FILE)

    loaded = loading.load(environ | {"ACME_TOKEN": "token-of-acme"})

    assert (loaded.table, loaded.public_url, loaded.taskrouter_url) == found


def test_a_mistake_in_the_environment_is_not_blamed_on_the_file(folder: Path) -> None:
    (folder / "lines.toml").write_text(FILE)

    with pytest.raises(ConfigurationError, match=r"^environment: PUBLIC_URL is 'nowhere', not a URL"):
        loading.load({"ACME_TOKEN": "token-of-acme", "PUBLIC_URL": "nowhere"})


def test_a_named_file_that_does_not_exist_is_an_error(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"^environment: LINES_FILE is .*acme\.toml, which does not exist"):
        loading.load(ENVIRONMENT | {"LINES_FILE": str(folder / "acme.toml")})


def test_a_file_that_cannot_be_read_is_an_error(folder: Path) -> None:
    (folder / "lines.toml").mkdir()

    with pytest.raises(ConfigurationError, match=r"^lines\.toml: cannot be read: .+; make it a readable file$"):
        loading.load(ENVIRONMENT)


@pytest.mark.parametrize(("content", "where"), [(b"[accounts.acme\n", "at line 1"), (b"x = 1\ny = \n", "at line 2")])
def test_a_file_that_is_no_toml_is_an_error_with_its_place(folder: Path, content: bytes, where: str) -> None:
    (folder / "lines.toml").write_bytes(content)

    with pytest.raises(ConfigurationError, match=rf"^lines\.toml: is not TOML: .*{where}.*; correct it there$"):
        loading.load(ENVIRONMENT)


@pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
def test_a_file_with_a_byte_order_mark_is_read(folder: Path, end_of_line: str) -> None:
    (folder / "lines.toml").write_bytes(FILE.replace("\n", end_of_line).encode("utf-8-sig"))

    assert [line.name for line in loading.load({"ACME_TOKEN": "token-of-acme"}).lines] == ["support"]


@pytest.mark.parametrize(
    ("encoding", "line"),
    [("latin-1", 13), ("cp1252", 13), ("utf-16", 1), ("utf-16-le", 1), ("utf-16-be", 1), ("utf-32", 1)],
)
def test_a_file_in_another_encoding_is_an_error_with_its_line(folder: Path, encoding: str, line: int) -> None:
    (folder / "lines.toml").write_bytes(f'{FILE.strip()}\n\n\n# Who?\ngreeting = "Grüße"\n'.encode(encoding))

    with pytest.raises(ConfigurationError, match=rf"^lines\.toml: line {line} is not in UTF-8; save it as UTF-8$"):
        loading.load(ENVIRONMENT)


@pytest.mark.usefixtures("process")
@pytest.mark.parametrize("name", ["a" * 300, "loop.toml", "folder.toml"])
def test_a_file_that_cannot_be_opened_is_an_error_for_the_running_process_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "folder.toml").mkdir()
    monkeypatch.setenv("LINES_FILE", name)

    with pytest.raises(ConfigurationError, match=rf"^{name}: cannot be read: .+; make it a readable file$"):
        loading.current()


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set only a newcomer's variables in this process. Return the monkeypatch that sets more."""
    for name in ("LINES_FILE", "TABLE", "PUBLIC_URL", "TASKROUTER_URL", "TWILIO_API_KEY", "TWILIO_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.usefixtures("process")
def test_the_configuration_of_the_process_is_the_same_object_while_nothing_changes() -> None:
    found = loading.current()

    assert found.accounts[0].sid == "AC" + "1" * 32
    assert loading.current() is found


def test_a_changed_variable_is_seen(process: pytest.MonkeyPatch) -> None:
    loading.current()
    process.setenv("TABLE", "moved-waits")

    assert loading.current().table == "moved-waits"


def test_a_changed_file_is_seen(process: pytest.MonkeyPatch, folder: Path) -> None:
    process.setenv("ACME_TOKEN", "token-of-acme")
    file = folder / "lines.toml"

    for number in ("+15550100008", "+15550100009"):
        file.write_text(FILE.replace("+15550100007", number))

        assert loading.current().lines[0].numbers == (number,)


def test_a_configuration_that_was_wrong_is_read_again(process: pytest.MonkeyPatch, folder: Path) -> None:
    process.setenv("LINES_FILE", str(folder / "acme.toml"))
    process.setenv("ACME_TOKEN", "token-of-acme")
    with pytest.raises(ConfigurationError, match="which does not exist"):
        loading.current()

    (folder / "acme.toml").write_text(FILE)

    assert loading.current().file == "acme.toml"


@pytest.mark.usefixtures("process")
def test_the_phone_and_the_poller_of_one_process_each_keep_their_configuration() -> None:
    speaks = Vocabulary(("en",), ())
    poller, phone = loading.current(), loading.current(speaks)

    assert loading.current() is poller
    assert loading.current(speaks) is phone
