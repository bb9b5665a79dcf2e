"""Every mistake in the settings file is a sentence, and one mistake is one sentence."""

import pytest

from tests.waittimes.settings.acme import FILE, config_of, problems_of
from tests.waittimes.settings.one_line import ONE_LINE
from waittimes.settings.settings_reader import ConfigurationError

EUROPE = "[accounts.europe]"
SUPPORT = "[lines.support]"
# In a table, for a field: what is written instead, and what is said of it.
MISTAKES = [
    (EUROPE, "account_sid", '"SK{}"', "is 'SK{}', not the account SID: AC and 32 hexadecimal digits"),
    (EUROPE, "account_sid", '"AC12"', "is a text of 4 characters, not the account SID"),
    (EUROPE, "account_sid", "7", "is of type int, not the account SID"),
    (EUROPE, "account_sid", '""', "is missing; set it to the account SID"),
    (EUROPE, "account_sid", '"env:UNSET"', "refers to the environment variable UNSET, which holds no value"),
    (EUROPE, "auth_tokens", "[]", 'is missing; set it to a list, each a reference to a secret: "env:NAME"'),
    (EUROPE, "auth_tokens", '["s3cret-literal"]', "is a text of 14 characters, not a reference to a secret"),
    (EUROPE, "auth_tokens", '"s3cret-literal"', "is a text of 14 characters, not a list; write it between ["),
    (EUROPE, "auth_tokens", '["env:UNSET"]', "refers to the environment variable UNSET, which holds no"),
    (EUROPE, "auth_tokens", '["ssm:no-slash"]', "not a reference to a secret"),
    (EUROPE, "workspaces", '["WW{}"]', "is 'WW{}', not the workspace SID: WS and 32 hexadecimal digits"),
    (EUROPE, "workspaces", '"WS{}"', "is 'WS{}', not a list; write it between [ and ]"),
    (EUROPE, "api_key_sid", '"AC{}"', "is 'AC{}', not the API key SID: SK and 32 hexadecimal digits"),
    (EUROPE, "api_key_sid", '""', "and api_key_secret belong together; set both or neither"),
    (EUROPE, "api_key_secret", '"s3cret-literal"', "is a text of 14 characters, not a reference to a secret"),
    (SUPPORT, "account", '""', "is missing; set it to a name of small letters, digits and hyphens"),
    (SUPPORT, "account", '"asia"', "is 'asia', but the accounts are europe, america; name one"),
    (SUPPORT, "workspace_sid", '"WS{}"', "is 'WS{}', which account 'europe' does not list; add it there"),
    (SUPPORT, "workspace_sid", '""', "is missing; set it to the workspace SID: WS and 32 hexadecimal digits"),
    (SUPPORT, "workflow_sid", '"WQ{}"', "is 'WQ{}', not the workflow SID: WW and 32 hexadecimal digits"),
    (SUPPORT, "task_queue_sid", '"WW{}"', "is 'WW{}', not the task queue SID: WQ and 32 hexadecimal digits"),
    (SUPPORT, "numbers", '["0049 30 555"]', "is '0049 30 555', not a phone number such as \"+15550100001\""),
    (SUPPORT, "numbers", '["+4\\u0669\\u0663\\u0660\\u0665"]', "not a phone number such as"),
    (SUPPORT, "numbers", '"+4930555001"', "is '+4930555001', not a list; write it between [ and ]"),
    (SUPPORT, "numbers", "[4930555001]", "is 4930555001, not a phone number"),
    (SUPPORT, "language", '"German"', 'is \'German\', not a language such as "en" or "pt-BR"'),
    (SUPPORT, "greeting", '" "', "is ' ', not a sentence of at most 1000 characters"),
    (SUPPORT, "greeting", "5", "is 5, not a sentence of at most 1000 characters"),
    (SUPPORT, "attributes", '"support"', "is 'support'; write a table"),
    (SUPPORT, "attributes", "{{ since = 2024-05-01 }}", "hold a date or time, which JSON lacks; write it as a text"),
    (SUPPORT, "attributes", "{{ at = [07:30:00] }}", "hold a date or time, which JSON lacks; write it as a text"),
    (SUPPORT, "attributes", "{{ skill = nan }}", "hold nan or inf, which JSON lacks; write another number"),
    (SUPPORT, "attributes", f'{{{{ note = "{"x" * 3000}" }}}}', "are 3012 characters as JSON; keep them to 3000"),
    (
        SUPPORT,
        "attributes",
        '{{ promise = "soon" }}',
        "hold 'promise', in which each task says what its",
    ),
    (SUPPORT, "priority", "-1", "is -1; write a whole number from 0 to 2147483647"),
    (SUPPORT, "priority", "2147483648", "is 2147483648; write a whole number from 0 to 2147483647"),
    (SUPPORT, "priority", '"5"', "is '5'; write a whole number from 0 to 2147483647"),
    (SUPPORT, "priority", "true", "is True; write a whole number from 0 to 2147483647"),
    (SUPPORT, "priority", "5.0", "is 5.0; write a whole number from 0 to 2147483647"),
]


@pytest.mark.parametrize(("table", "field", "value", "said"), MISTAKES, ids=lambda text: text[:30])
def test_a_mistake_names_file_table_field_and_remedy(table: str, field: str, value: str, said: str) -> None:
    place = FILE.index(f"\n{field} = ", FILE.index(table)) + 1
    mistaken = f"{FILE[:place]}{field} = {value.format('d' * 32)}\n{FILE[FILE.index(chr(10), place) :]}"

    (problem,) = problems_of(mistaken)

    assert problem.startswith(f"lines.toml: {table} {field} ")
    assert said.format("d" * 32) in problem


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        (
            "language =",
            'langauge = "en"\nlanguage =',
            "lines.toml: [lines.support] langauge is no setting; did you mean lan",
        ),
        ("language =", "langauge =", "lines.toml: [lines.support] langauge is no setting; did you mean language?"),
        ('table = "', 'tabel = "', "lines.toml: tabel is no setting; did you mean table?"),
        (
            'table = "',
            'colour = "',
            "lines.toml: colour is no setting; known here are accounts, api_url, hours, lines, poller, public_url",
        ),
        ("acme-waits", "acme waits", "lines.toml: table is 'acme waits', not the name of a DynamoDB table"),
        ("table =", "public_url =", "lines.toml: public_url is 'acme-waits', not a URL without a query"),
        (
            '"+4930555002"',
            '"+4930555001"',
            "lines.toml: [lines.sales] numbers has +4930555001, which already leads to li",
        ),
        (
            '"+4930555002"',
            '"*"',
            "lines.toml: [lines.overseas] numbers has *, which already leads to line 'sales'; keep",
        ),
        ("[lines.sales]", "[lines.Sales_EU]", "lines.toml: [lines.Sales_EU] is not named well; choose a name of small"),
    ],
)
def test_a_mistake_elsewhere_is_named_too(written: str, instead: str, said: str) -> None:
    (problem,) = problems_of(FILE.replace(written, instead, 1))

    assert problem.startswith(said)
    assert "; " in problem or "not " in problem


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        (EUROPE, "[account.europe]", "lines.toml: account is no setting; did you mean accounts?"),
        ("[lines.", "[line.", "lines.toml: line is no setting; did you mean lines?"),
        (
            "task_queue_sid",
            "taskqueue_sid",
            "lines.toml: [lines.only] taskqueue_sid is no setting; did you mean task_qu",
        ),
        ("workspaces", "workspace", "lines.toml: [accounts.europe] workspace is no setting; did you mean workspaces?"),
        (
            "api_key_sid",
            "api_sid_key",
            "lines.toml: [accounts.europe] api_sid_key is no setting; did you mean api_key_sid",
        ),
        ("WS1", "WX1", "lines.toml: [accounts.europe] workspaces is 'WX1"),
        (
            'account = "europe"',
            'account = "europa"',
            "lines.toml: [lines.only] account is 'europa', but the accounts are",
        ),
        (
            "floor_minutes = 2\nceiling_minutes = 3",
            "floor_minutes = 50\nceiling_minutes = 300",
            "lines.toml: [lines.only] ceiling_minutes is 300; write a whole",
        ),
        (
            "ceiling_minutes = 3",
            "ceiling_minutes = 300",
            "lines.toml: [lines.only] ceiling_minutes is 300; write a whole",
        ),
        (
            "fresh_seconds = 9",
            "fresh_seconds = -9",
            "lines.toml: [lines.only] fresh_seconds is -9; write a whole number",
        ),
    ],
)
def test_a_mistake_that_causes_others_is_told_once(written: str, instead: str, told: str) -> None:
    assert config_of(ONE_LINE)

    (problem,) = problems_of(ONE_LINE.replace(written, instead))

    assert problem.startswith(told)


def test_each_misspelt_name_is_answered_with_its_own_nearest_name() -> None:
    mistaken = ONE_LINE.replace("workflow_sid", "workflow").replace("task_queue_sid", "task_queue")

    assert problems_of(mistaken) == (
        "lines.toml: [lines.only] task_queue is no setting; did you mean task_queue_sid?",
        "lines.toml: [lines.only] workflow is no setting; did you mean workflow_sid?",
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            'table = "waits"',
            (
                "lines.toml: accounts is missing; write a table [accounts.NAME]",
                "lines.toml: lines is missing; write a table [lines.NAME]",
            ),
        ),
        (
            'accounts = "main"\nlines = 5',
            (
                "lines.toml: accounts is 'main'; write a table [accounts.NAME]",
                "lines.toml: lines is 5; write a table [lines.NAME]",
            ),
        ),
        (
            'accounts.main = "AC1"\nlines.support = []',
            (
                "lines.toml: [accounts.main] is no table; write its fields below [accounts.main]",
                "lines.toml: [lines.support] is no table; write its fields below [lines.support]",
            ),
        ),
    ],
)
def test_a_value_in_place_of_a_table_is_named(text: str, problems: tuple[str, ...]) -> None:
    assert problems_of(text) == problems


def test_several_mistakes_are_reported_together_in_the_order_of_the_file() -> None:
    text = (
        FILE.replace("env:AMERICA_TOKEN", "s3cret-literal").replace('"de"', '"German"').replace("WQ" + "8" * 32, "WQ8")
    )

    problems = problems_of(text.replace("acme-waits", "?"))

    assert [problem.partition(" is ")[0] for problem in problems] == [
        "lines.toml: [accounts.america] auth_tokens",
        "lines.toml: [lines.support] language",
        "lines.toml: [lines.sales] task_queue_sid",
        "lines.toml: table",
    ]


def test_the_message_has_one_line_for_each_mistake() -> None:
    with pytest.raises(ConfigurationError) as caught:
        config_of(FILE.replace('"de"', '"German"').replace('"pt-BR"', '"Brazilian"'))

    assert str(caught.value).splitlines() == list(caught.value.problems)
    assert len(caught.value.problems) == 2
