"""The phone's own DynamoDB client: small, quick to load without botocore, and bounded by a deadline."""
