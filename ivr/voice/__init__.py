"""The webhooks of a phone number: the answer to a call, the hold loop, and leaving the queue."""
