"""`check`: everything that a poll and a call need, looked at one after another."""
