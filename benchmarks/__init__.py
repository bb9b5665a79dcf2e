"""Benchmarks of speed, cost and accuracy: run by hand, with results in docs/. Never deployed."""
