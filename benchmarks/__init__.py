"""What it costs: measured here, recorded in docs."""
