"""Days of simulated contact centres with callbacks and without: who is reached when, and at whose cost."""
