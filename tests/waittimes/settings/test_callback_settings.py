"""A line's table of callbacks: what it means if it is missing, and which mistakes are told."""

import pytest

from tests.waittimes.settings.acme import FILE, config_of, problems_of
from waittimes.settings.line_callback import DIAL, FLEX, CallbackPolicy

LINE = "[lines.sales]"
PUBLIC_URL = 'public_url = "https://waits.example.com"\n'
HOURS = '\n[hours.calls]\ntime_zone = "Europe/Vienna"\nmonday = ["09:00-17:30"]\n'


def with_callbacks(settings: str, *, is_fifo: bool = True) -> str:
    fifo = LINE + "\nis_fifo = true" if is_fifo else LINE
    return f"{PUBLIC_URL}{FILE.replace(LINE, fifo)}\n[lines.sales.callback]\n{settings}\n{HOURS}"


def test_a_line_without_the_table_calls_nobody_back() -> None:
    assert [line.callback for line in config_of(FILE).lines] == [None, None, None]


def test_a_style_is_enough() -> None:
    line = config_of(with_callbacks('style = "flex"')).line("sales")

    assert line
    assert line.callback == CallbackPolicy(FLEX)


def test_calling_hours_are_a_table_of_hours() -> None:
    line = config_of(with_callbacks('style = "dial"\ncalling_hours = "calls"')).line("sales")

    assert line
    assert line.callback
    assert line.callback.style == DIAL
    assert line.callback.calling_hours
    assert line.callback.calling_hours.time_zone == "Europe/Vienna"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("attempts = 2", "style is missing; set it to one of dial, flex"),
        ('style = "agent"', "style is 'agent'; write one of dial, flex"),
        ('style = "dial"\nattempts = 9', "attempts is 9; write a whole number from 1 to 5"),
        ('style = "dial"\ncountries = ["Germany"]', "countries is 'Germany', not a country by its two capital letters"),
        (
            'style = "dial"\ncaller_id = "sip:us@x.example"',
            "caller_id is 'sip:us@x.example', not a phone number",
        ),
        ('style = "dial"\ncalling_hours = "nights"', "calling_hours is 'nights', but the tables are [hours.calls]"),
        ('style = "dial"\npause_minute = 5', "pause_minute is no setting; did you mean pause_minutes?"),
    ],
)
def test_a_mistake_names_the_table_of_the_line(settings: str, said: str) -> None:
    (problem,) = problems_of(with_callbacks(settings))

    assert problem.startswith(f"lines.toml: [lines.sales.callback] {said}")


def test_a_queue_that_is_not_first_come_first_served_cannot_keep_a_place() -> None:
    (problem,) = problems_of(with_callbacks('style = "dial"', is_fifo=False))

    assert problem == (
        "lines.toml: [lines.sales] callback needs a queue that is first come, first served; set is_fifo = true, or"
        " remove the table"
    )


def test_who_dials_needs_a_task_queue_whose_turn_can_be_seen() -> None:
    without_queue = with_callbacks('style = "dial"').replace(f'task_queue_sid = "WQ{"8" * 32}"\n', "")

    (problem,) = problems_of(without_queue)

    assert problem == (
        "lines.toml: [lines.sales] callback calls people when their turn comes in a task queue; set task_queue_sid, or"
        ' write style = "flex"'
    )
    assert config_of(without_queue.replace('"dial"', '"flex"')).line("sales")


def test_who_dials_needs_an_address_at_which_twilio_asks_what_to_say() -> None:
    without_url = with_callbacks('style = "dial"').replace(PUBLIC_URL, "")

    (problem,) = problems_of(without_url)

    assert problem == (
        "lines.toml: [lines.sales.callback] style is 'dial', which needs public_url, because Twilio asks there what to"
        " say to the person; set it"
    )
    assert config_of(without_url.replace('"dial"', '"flex"')).line("sales")


def test_callback_must_be_a_table() -> None:
    (problem,) = problems_of(FILE.replace(LINE, f"{LINE}\ncallback = true"))

    assert problem == "lines.toml: [lines.sales] callback is True; write a table"
