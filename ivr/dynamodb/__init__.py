"""The phone's own way to DynamoDB: small, quick to load, without botocore, and never longer than a deadline."""
