"""Outbound calls: the exchange dials people's phones, and plays them the TwiML that the app answers with."""
