"""Who announces waits: the product, the baselines, the oracle."""
