"""The webhooks of a phone number: answering a call, the hold loop, and what follows the queue."""
