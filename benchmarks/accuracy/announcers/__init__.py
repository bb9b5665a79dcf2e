"""The announcers of waits: the product, the baselines, the oracle."""
