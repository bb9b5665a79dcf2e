"""The Lambda function's door: what it lets in, and who answers."""
