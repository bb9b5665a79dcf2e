import pytest
from hypothesis import given
from hypothesis import strategies as st

from waittimes.history import planes
from waittimes.history.planes import Column


@given(st.lists(st.integers(0, 2**70), max_size=20), st.binary(max_size=3), st.binary(max_size=3))
def test_a_column_is_read_back_wherever_it_lies(numbers: list[int], before: bytes, after: bytes) -> None:
    column = Column(before + planes.written(numbers) + after, len(before), len(numbers))

    assert column.numbers(0, len(numbers)) == numbers
    assert column.end == len(before) + len(planes.written(numbers))


@given(st.lists(st.integers(0, 70_000), min_size=1), st.data())
def test_any_part_of_a_column_is_read_alone(numbers: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(numbers) - 1))
    length = data.draw(st.integers(0, len(numbers) - first))

    assert Column(planes.written(numbers), 0, len(numbers)).numbers(first, length) == numbers[first : first + length]


@given(st.integers())
def test_every_whole_number_is_folded_and_unfolded(number: int) -> None:
    assert planes.folded(number) >= 0
    assert planes.unfolded(planes.folded(number)) == number


def test_small_numbers_take_a_byte_each_and_zeros_none() -> None:
    assert planes.written([7, 255, 0]) == b"\x01\x07\xff\x00"
    assert planes.written([0, 0, 0]) == b"\x00"
    assert planes.written([256, 1]) == b"\x02\x00\x01\x01\x00"


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\x07", b"\x02\x01\x02\x03"])
def test_a_column_that_is_cut_off_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="end too early"):
        Column(data, 0, 2)
