"""How fast it is, and what it costs: run by hand, recorded in docs/. Never deployed."""
