"""The history of one workspace: collected at every poll, and written to the table a few items at a time."""
