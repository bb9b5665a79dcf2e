"""What a month costs, and the list prices behind it."""
