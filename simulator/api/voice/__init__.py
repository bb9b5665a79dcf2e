"""Twilio's API of 2010, for voice: outbound calls, and recordings."""
