"""The contact centres that are played, and the statistics that TaskRouter would serve of them."""
