"""A simulated contact centre on one machine, for trying the product. Never deployed."""
