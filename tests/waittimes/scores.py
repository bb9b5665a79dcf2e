"""A hypothesis strategy for the scores of calls."""

from dataclasses import fields

from hypothesis import strategies as st

from waittimes.score import Score, score_call, score_sentence, score_shortly

seconds = st.integers(0, 0xFFFFF)
waits = st.integers(0, 9_999_999)
estimates = st.builds(
    score_call,
    promised=seconds,
    waited=waits,
    low=st.none() | seconds,
    high=st.none() | seconds,
    history=st.none() | seconds,
)
sentences = st.builds(score_sentence, upper=seconds, waited=waits, history_upper=st.none() | seconds)
numbers = st.builds(Score.plus, estimates, sentences)
scores = estimates | numbers | st.builds(score_shortly, waited=waits)
sums = st.builds(Score, **{each.name: st.integers(0, 10**12) for each in fields(Score)})
