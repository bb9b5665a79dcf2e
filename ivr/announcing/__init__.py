"""What callers are told about the wait: how much may be said, and in which words. Pure."""
