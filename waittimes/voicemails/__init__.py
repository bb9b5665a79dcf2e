"""Voicemail: the record of a message, and where it is kept. The phone takes messages, the poller makes their tasks."""
