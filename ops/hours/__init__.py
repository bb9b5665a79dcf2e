"""Opening hours for an operator: shown, planned, and overridden."""
