"""A text in the settings file may hold the characters that XML can hold, and no others."""

import pytest

from tests.waittimes.settings.acme import config_of, problems_of
from tests.waittimes.settings.one_line import ONE_LINE


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("greeting", '"Hello{}"', "is 'Hello{}', not a sentence of at most 1000 characters, none of them a control"),
        ("attributes", '{{ skill = "a{}b" }}', "hold the control character '{}', which XML lacks; leave it out"),
        ("attributes", '{{ skills = [["a", "{}"]] }}', "hold the control character '{}', which XML lacks; leave it"),
        ("attributes", '{{ "a{}b" = 1 }}', "hold the control character '{}', which XML lacks; leave it out"),
    ],
)
def test_a_character_that_twiml_cannot_hold_is_refused(field: str, value: str, said: str, character: str) -> None:
    escaped = value.format(f"\\u{ord(character):04x}")

    (problem,) = problems_of(f"{ONE_LINE}{field} = {escaped}\n")

    assert problem.startswith(f"lines.toml: [lines.only] {field} {said.format(repr(character)[1:-1])}")


def test_line_breaks_tabs_and_other_scripts_are_kept() -> None:
    (line,) = config_of(
        f'{ONE_LINE}greeting = "Grüße\\n\\tan alle 😀"\nattributes = {{ a = "\\t", b = [1, "ü"] }}\n'
    ).lines

    assert line.greeting == "Grüße\n\tan alle 😀"
    assert line.attributes == {"a": "\t", "b": [1, "ü"]}
