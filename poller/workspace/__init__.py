"""One workspace: read from TaskRouter, estimated, and stored in the table."""
