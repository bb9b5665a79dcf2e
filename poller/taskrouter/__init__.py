"""The client of TaskRouter's REST API. The rest of the poller knows the port; only the wiring knows the HTTP client."""
