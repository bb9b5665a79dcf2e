"""Voicemail: when callers may leave a message, and what is said while they do."""
