"""What the phone and the poller share: the record of a wait, the table that holds it, and the settings."""
