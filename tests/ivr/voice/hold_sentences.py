"""What the phone says on hold without a figure."""

COMFORT = "Thank you for holding. We'll be with you as soon as we can."
OVERDUE = "We're sorry, this is taking longer than we said. We'll be with you as soon as we can."
