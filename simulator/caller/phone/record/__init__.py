"""<Record>: what the caller says is recorded, and the app is told."""
