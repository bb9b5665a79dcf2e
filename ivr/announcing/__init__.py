"""Decides how much may be said about a wait, and in which words. Pure."""
