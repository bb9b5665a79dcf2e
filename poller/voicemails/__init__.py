"""Messages that callers have left: their tasks are made, and their recordings deleted when they expire."""
