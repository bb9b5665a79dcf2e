"""The poller: every minute it reads TaskRouter's statistics and refreshes the cache of waits."""
