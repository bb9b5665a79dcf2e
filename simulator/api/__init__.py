"""TaskRouter's REST API in front of simulated contact centres."""
