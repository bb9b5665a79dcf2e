"""A hypothesis strategy for the states of calls."""

from hypothesis import strategies as st

from ivr.voice.call_state import NUMBERS, CallState

states = st.builds(
    CallState,
    announced_at=st.integers(0, 0xFFFFFFFFFF),
    is_overdue=st.booleans(),
    is_retry=st.booleans(),
    is_shortly=st.booleans(),
    is_callback_offered=st.booleans(),
    words_until_offer=st.integers(0, 3),
    **{name: st.none() | st.integers(0, 16**most - 1) for name, most in NUMBERS.items()},
)
