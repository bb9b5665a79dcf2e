"""How accurate the estimates are: the poller's own code in simulated contact centres. `make bench-accuracy`."""
