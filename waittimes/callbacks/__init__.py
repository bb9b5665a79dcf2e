"""Callbacks: the record of one, and where it is kept. The phone promises them, the poller carries them out."""
