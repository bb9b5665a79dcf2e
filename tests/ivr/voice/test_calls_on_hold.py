"""Whole calls on hold: music, words at intervals, and the remaining wait while its record is fresh."""

from dataclasses import replace
from itertools import pairwise

from simulator.caller.caller import Caller
from simulator.caller.conversation import Heard, Music
from simulator.caller.scripted_switchboard import never_answers
from tests.ivr.phone_under_test import CLAIMS, HOST, PhoneUnderTest
from tests.ivr.voice.hold_sentences import COMFORT, OVERDUE
from waittimes.settings.line_policy import Hold
from waittimes.wait import Basis


def held(phone: PhoneUnderTest, seconds: float, *, positions: dict[float, int] | None = None) -> Caller:
    phone.clock_follows_caller = True
    caller = phone.caller(switchboard=never_answers().at_positions(positions or {}))
    caller.dials(f"{HOST}/voice")
    caller.waits(seconds)
    assert caller.dropped is None
    return caller


def on_hold(caller: Caller) -> list[str]:
    return list(caller.heard_everything[2:])


def test_a_held_caller_hears_music_and_at_times_a_word(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)

    caller = held(phone, 400)

    words = caller.conversation.of(Heard)[2:]
    gaps = [later.at_seconds - earlier.ends_seconds for earlier, later in pairwise(words)]
    assert len(words) >= 3
    assert all(60 <= gap <= 120 for gap in gaps)
    assert {event.url for event in caller.conversation.of(Music)} == {f"{HOST}/music/hold.wav"}


def test_while_the_record_is_fresh_the_remaining_wait_shrinks_until_the_promise_is_broken(
    phone: PhoneUnderTest,
) -> None:
    phone.lines = (replace(CLAIMS, policy=replace(CLAIMS.policy, fresh_seconds=900, ageing_seconds=900)),)
    phone.knows(CLAIMS, 250)

    assert on_hold(held(phone, 500)) == [
        COMFORT,
        "Thank you for holding. It should be about 3 minutes more.",
        "Thank you for holding. It should be less than a minute now.",
        OVERDUE,
        COMFORT,
    ]


def test_a_record_that_ages_takes_the_number_with_it(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 590)

    numbers = [any(character.isdigit() for character in sentence) for sentence in on_hold(held(phone, 800))]

    assert numbers[0:2] == [False, True]
    assert not any(numbers[2:])


def test_a_queue_that_lost_its_agents_is_not_counted_down(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 250)
    phone.clock_follows_caller = True
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")
    phone.knows(CLAIMS, 250, Basis.UNSTAFFED, age=0)

    caller.waits(200)

    assert set(on_hold(caller)) == {COMFORT}


def test_agents_who_log_in_shorten_what_a_held_caller_hears(phone: PhoneUnderTest) -> None:
    phone.knows(CLAIMS, 600)
    phone.clock_follows_caller = True
    caller = phone.caller()
    caller.dials(f"{HOST}/voice")
    caller.waits(100)
    phone.knows(CLAIMS, 110, age=0)

    caller.waits(400)

    assert on_hold(caller) == [
        COMFORT,
        "Thank you for holding. It should be about 2 minutes more.",
        "Thank you for holding. It should be less than a minute now.",
        OVERDUE,
        COMFORT,
    ]


def test_a_line_has_its_own_music_and_its_own_intervals(phone: PhoneUnderTest) -> None:
    hold = Hold(music="https://music.example.com/jazz.mp3", hold_first_seconds=15, hold_every_seconds=15)
    phone.lines = (replace(CLAIMS, hold=hold),)

    caller = held(phone, 100)

    assert {event.url for event in caller.conversation.of(Music)} == {"https://music.example.com/jazz.mp3"}
    assert len(on_hold(caller)) >= 2


def test_a_line_that_serves_in_order_tells_the_place_as_it_improves(phone: PhoneUnderTest) -> None:
    phone.lines = (replace(CLAIMS, hold=Hold(is_fifo=True)),)

    spoken = on_hold(held(phone, 420, positions={0: 4, 100: 2, 200: 3, 300: 1}))

    assert [each for each in spoken if "in line" in each] == [
        "You're number 4 in line.",
        "You're number 2 in line.",
        "You're next in line.",
    ]
