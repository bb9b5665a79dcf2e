"""What the history holds of a task queue, day by day."""
