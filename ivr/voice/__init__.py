"""A phone number's webhooks: the call is answered, the caller waits, the call leaves the queue."""
