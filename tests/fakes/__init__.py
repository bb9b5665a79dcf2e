"""Stand-ins that the tests own: each keeps the contract of the thing it stands for, and counts what it is asked."""
