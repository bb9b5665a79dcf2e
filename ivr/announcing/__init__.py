"""What may be said of a wait, and in which words. Pure."""
