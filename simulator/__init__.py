"""A contact centre on one machine, against which the product is tried. Never deployed."""
