"""Any input gives usable settings, or mistakes of one line each."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.waittimes.settings.test_declaration import DECLARED, ENVIRON, FILE
from tests.waittimes.settings.test_environment import NEWCOMER
from tests.waittimes.settings.test_line_policy import SPEAKS
from waittimes.settings import environment, lines_file, toml_file
from waittimes.settings.config import Config
from waittimes.settings.declaration import Setting
from waittimes.settings.references import References
from waittimes.settings.settings_reader import ConfigurationError

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["env:FIRST", "env:UNSET", "ssm:/x", "https://[::1/", "https://a.b:c", "sip:@", "<", "client:", "+1", "*", "\ud800"]
)
SCALARS = TEXTS | st.integers() | st.floats() | st.booleans() | st.dates() | st.times() | st.datetimes()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
NAMES = st.text(max_size=20) | st.sampled_from(
    ["account", "line", "a\nb", "-", "", "numbers ", "polller", "worflow_sid"]
)


def look_up(reference: str) -> str:
    return f"value of {reference}"


def reasons(tables: Any, environ: dict[str, str]) -> tuple[str, ...]:
    """Return the mistakes in the settings; none if they can be used."""
    references = References({**ENVIRON, **environ}, look_up)
    try:
        found = lines_file.config("lines.toml", tables, environ, references, SPEAKS)
    except ConfigurationError as error:
        return error.problems or ("no reason at all",)
    assert isinstance(found, Config)
    return ()


def assert_told_in_lines(problems: tuple[str, ...]) -> None:
    assert all(each.startswith(("lines.toml: ", "environment: ")) for each in problems)
    assert len(set(problems)) == len(problems)
    assert [each for each in problems if len(each.splitlines()) != 1] == []


@given(st.sampled_from(DECLARED), VALUES)
def test_any_value_of_a_setting(declared: tuple[str, Setting], value: Any) -> None:
    table, setting = declared
    tables: dict[str, Any] = dict(toml_file.tables("lines.toml", FILE.encode()))
    within = tables.setdefault(table, {}) if table else tables
    home = within[next(iter(within))] if table in ("accounts", "lines") else within
    home[setting.name] = value

    assert_told_in_lines(reasons(tables, {}))


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.dictionaries(NAMES, VALUES, max_size=3))
def test_any_tables(top: dict[str, Any], line: dict[str, Any]) -> None:
    assert_told_in_lines(reasons(top, {}))
    assert_told_in_lines(reasons({"accounts": top, "lines": {"support": line}, "poller": line}, {}))


@given(st.dictionaries(st.sampled_from([each.variable for _, each in DECLARED if each.variable]), TEXTS))
def test_any_environment(environ: dict[str, str]) -> None:
    try:
        environment.config({**NEWCOMER, **environ}, References(ENVIRON, look_up))
    except ConfigurationError as error:
        assert_told_in_lines(error.problems)


@given(st.binary(max_size=200) | st.text(max_size=99).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_of_a_file(content: bytes) -> None:
    try:
        assert toml_file.tables("lines.toml", content) is not None
    except ConfigurationError as error:
        (problem,) = error.problems
        assert problem.startswith("lines.toml: ")
