"""Callbacks on the phone: offered, confirmed, and answered by the person who is called.

Only a line with callbacks loads it.
"""
