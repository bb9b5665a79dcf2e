"""Commands for the messages that callers have left."""
