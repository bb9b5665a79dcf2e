"""A contact centre on a desk: what the product is tried against. Never deployed."""
