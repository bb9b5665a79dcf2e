"""Fakes that the tests own. Each keeps the contract of the real thing, and counts its requests."""
