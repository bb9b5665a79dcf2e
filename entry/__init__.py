"""The Lambda function's entry point: which events it lets in, and who answers them."""
