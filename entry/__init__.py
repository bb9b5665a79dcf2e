"""The Lambda function's entry point: it decides which events are let in, and who answers them."""
