"""What the phone and the clockwork agree on: the record of a wait, the table it lies in, the configuration."""
