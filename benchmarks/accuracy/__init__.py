"""What the estimates are worth: the poller's own code against simulated contact centres. `make bench-accuracy`."""
