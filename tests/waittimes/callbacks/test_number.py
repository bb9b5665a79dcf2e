"""Which numbers can be called back: those of callers, those that are typed, and how they are read aloud."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from waittimes.callbacks.number import Numbers, Refusal, country_of
from waittimes.callbacks.withheld import SPELT, is_withheld

OURS = "+4930555001"
GERMAN = Numbers("DE", ("DE", "AT"), frozenset({OURS, "+4930555002"}))
AMERICAN = Numbers("US", ("US",), frozenset({"+12025550199"}))


@pytest.mark.parametrize(
    "address", ["", "  ", "anonymous", "Anonymous", "UNKNOWN", "Restricted", "private", "unavailable", "blocked"]
)
def test_a_number_that_is_withheld_by_a_word_is_not_called(address: str) -> None:
    assert GERMAN.of_caller(address) is Refusal.WITHHELD


@pytest.mark.parametrize(
    "address",
    ["+266696687", "+86282452253", "+8656696", "+8566696", "+2562533", "+7378742833", "+17378742833", "+7748283"],
)
def test_a_withheld_number_that_looks_like_a_number_is_not_called(address: str) -> None:
    everywhere = Numbers("US", tuple(phonenumbers.SUPPORTED_REGIONS), frozenset())

    assert everywhere.of_caller(address) is Refusal.WITHHELD


def test_the_keypad_spellings_are_those_of_the_words() -> None:
    assert {"266696687", "86282452253", "8656696", "2562533", "7378742833", "7748283"} <= SPELT


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("sip:alice@example.com", Refusal.NO_NUMBER),
        ("sip:+4930111222@example.com", Refusal.NO_NUMBER),
        ("client:alice", Refusal.NO_NUMBER),
        ("4930111222", Refusal.NO_NUMBER),
        ("+49 30 111222", Refusal.NO_NUMBER),
        ("+0930111222", Refusal.NO_NUMBER),
        ("+4930111222\n", Refusal.NO_NUMBER),
        ("+٤٩٣٠١١١٢٢٢", Refusal.NO_NUMBER),
        ("22000", Refusal.NO_NUMBER),
        ("+4922", Refusal.IMPOSSIBLE),
        ("+999999999999", Refusal.IMPOSSIBLE),
        ("+499001123456", Refusal.NOT_A_PERSON),
        ("+498001234567", Refusal.NOT_A_PERSON),
        ("+4918012345", Refusal.NOT_A_PERSON),
        (OURS, Refusal.OURS),
        ("+442079460958", Refusal.COUNTRY),
        ("+881612345678", Refusal.COUNTRY),
    ],
)
def test_a_caller_with_an_address_that_cannot_be_called_is_told_apart(address: str, why: Refusal) -> None:
    assert GERMAN.of_caller(address) is why


@pytest.mark.parametrize("address", ["+4930111222", "+4915123456789", "+43316872345"])
def test_a_caller_from_a_country_of_the_line_can_be_called(address: str) -> None:
    assert GERMAN.of_caller(address) == address


def test_countries_that_share_a_code_are_told_apart() -> None:
    assert AMERICAN.of_caller("+12025550123") == "+12025550123"
    assert AMERICAN.of_caller("+18765551234") is Refusal.COUNTRY
    assert AMERICAN.of_caller("+14165550123") is Refusal.COUNTRY


def test_a_callers_number_of_a_range_that_the_library_does_not_know_is_believed_but_not_a_typed_one() -> None:
    assert AMERICAN.of_caller("+15550177777") == "+15550177777"
    assert AMERICAN.typed("5550177777") is Refusal.IMPOSSIBLE


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("030111222", "+4930111222"),
        ("015123456789", "+4915123456789"),
        ("004930111222", "+4930111222"),
        ("0043316872345", "+43316872345"),
    ],
)
def test_a_number_is_typed_as_one_dials_it_in_the_country_of_the_line(digits: str, number: str) -> None:
    assert GERMAN.typed(digits) == number


@pytest.mark.parametrize(
    ("digits", "why"),
    [
        ("", Refusal.NO_NUMBER),
        ("*31", Refusal.NO_NUMBER),
        ("0" * 21, Refusal.NO_NUMBER),
        ("0", Refusal.IMPOSSIBLE),
        ("00", Refusal.IMPOSSIBLE),
        ("110", Refusal.IMPOSSIBLE),
        ("112", Refusal.IMPOSSIBLE),
        ("22000", Refusal.IMPOSSIBLE),
        ("09001123456", Refusal.NOT_A_PERSON),
        ("030555001", Refusal.OURS),
        ("00442079460958", Refusal.COUNTRY),
        ("0018765551234", Refusal.COUNTRY),
    ],
)
def test_a_typed_number_that_cannot_be_called_is_refused(digits: str, why: Refusal) -> None:
    assert GERMAN.typed(digits) is why


def test_without_a_home_the_first_country_says_how_numbers_are_typed() -> None:
    assert Numbers("", ("AT", "DE"), frozenset()).typed("0316872345") == "+43316872345"
    assert Numbers("", (), frozenset()).typed("0316872345") is Refusal.IMPOSSIBLE


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("+4930111222", "0 3 0, 1 1 1 2 2 2"),
        ("+43316872345", "4 3, 3 1 6, 8 7 2 3 4 5"),
        ("+12025550123", "1, 2 0 2, 5 5 5, 0 1 2 3"),
    ],
)
def test_a_number_is_read_digit_by_digit_in_groups(number: str, spoken: str) -> None:
    assert GERMAN.read_aloud(number) == spoken


def test_every_digit_of_a_number_at_home_is_read() -> None:
    assert AMERICAN.read_aloud("+12025550123") == "2 0 2, 5 5 5, 0 1 2 3"


def test_the_country_of_a_number_is_known_also_if_its_range_is_not() -> None:
    assert (country_of("+15550100001"), country_of("+4930555001"), country_of("sip:us@example.com")) == ("US", "DE", "")
    assert country_of("+881612345678") == country_of("+999123456") == ""


EVERYWHERE = Numbers("DE", tuple(phonenumbers.SUPPORTED_REGIONS), frozenset({OURS}))
NUMBERS = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)


@example("+400000000")
@given(NUMBERS | st.text(max_size=20) | st.sampled_from(sorted(SPELT)).map("+{}".format))
def test_what_is_called_is_never_withheld_ours_or_costly(address: str) -> None:
    found = EVERYWHERE.of_caller(address)

    if not isinstance(found, Refusal):
        assert found == address
        assert found.startswith("+")
        assert found != OURS
        assert not is_withheld(found)
        assert phonenumbers.number_type(phonenumbers.parse(found)) not in {
            phonenumbers.PhoneNumberType.PREMIUM_RATE,
            phonenumbers.PhoneNumberType.SHARED_COST,
        }


@given(st.text("0123456789*#", max_size=24))
@example("30000000000000")
@example("004300000")
def test_whatever_is_typed_gives_a_number_of_an_allowed_country_or_a_refusal(digits: str) -> None:
    found = GERMAN.typed(digits)

    if not isinstance(found, Refusal):
        assert country_of(found) in {"DE", "AT"}
        assert GERMAN.of_caller(found) == found
        assert GERMAN.read_aloud(found).replace(" ", "").replace(",", "").endswith(found[4:])
