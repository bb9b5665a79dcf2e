"""Agents of Flex who accept the task of a callback: they ring the person."""

import pytest

from simulator.centre.agent_calls import DIALS_AFTER_SECONDS, LISTENS_TO_A_MACHINE_SECONDS, RINGS_AT_MOST_SECONDS
from simulator.centre.centre import Centre
from simulator.centre.sids import sid
from simulator.phones.phone import CONNECTING_SECONDS, Answer, Phone
from simulator.phones.phone_book import PhoneBook
from tests.simulator.centre.small_centres import BY_HAND, OPENED_AT, RING, TALK, WRAP_UP, group, plan

NUMBER = "+15550100331"
CALLBACK = {"taskType": "callback", "callBackData": {"numberToCall": NUMBER}}


def _centre(phone: Phone) -> Centre:
    whole = plan((group("a", 1),), {"a": BY_HAND})
    return Centre(whole, seed=7, opened_at=OPENED_AT, phones=PhoneBook({NUMBER: [phone]}))


@pytest.mark.parametrize(
    ("phone", "reached", "status", "takes_seconds"),
    [
        (Phone(rings_seconds=9), True, "in-progress", 9 + TALK),
        (Phone(answer=Answer.BUSY), False, "busy", CONNECTING_SECONDS),
        (Phone(answer=Answer.NOBODY), False, "no-answer", RINGS_AT_MOST_SECONDS),
        (Phone(rings_seconds=31), False, "no-answer", RINGS_AT_MOST_SECONDS),
        (Phone(answer=Answer.WRONG_NUMBER), False, "failed", CONNECTING_SECONDS),
        (Phone(answer=Answer.MACHINE, rings_seconds=12), False, "in-progress", 12 + LISTENS_TO_A_MACHINE_SECONDS),
    ],
)
def test_a_person_who_answers_is_talked_with_and_else_the_task_is_completed(
    phone: Phone, reached: bool, status: str, takes_seconds: float
) -> None:
    centre = _centre(phone)
    task = centre.create_task(sid("WW", "letters"), CALLBACK)
    centre.advance(OPENED_AT + 1000)

    [call] = centre.agent_calls.made
    assert (call.task_sid, call.number, call.reached, call.ring.status) == (task.sid, NUMBER, reached, status)
    assert call.dialled_at == OPENED_AT + RING + DIALS_AFTER_SECONDS
    assert task.status == "completed"
    assert call.ends_at == pytest.approx(call.dialled_at + takes_seconds)
    assert task.ended_at == pytest.approx(call.ends_at + WRAP_UP)
    assert (call.answered_at is None) is (status != "in-progress")


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"taskType": "callback"},
        {"taskType": "callback", "callBackData": {}},
        {"taskType": "voicemail", "callBackData": {"numberToCall": NUMBER}},
        {"callBackData": {"numberToCall": NUMBER}},
    ],
)
def test_any_other_task_is_a_talk(attributes: dict[str, object]) -> None:
    centre = _centre(Phone(answer=Answer.BUSY))
    task = centre.create_task(sid("WW", "letters"), attributes)
    centre.advance(OPENED_AT + 1000)

    assert centre.agent_calls.made == []
    assert task.ended_at == OPENED_AT + RING + TALK + WRAP_UP
