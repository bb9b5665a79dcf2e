"""The client of TaskRouter's REST API: what the poller asks of it (the port), and how it is asked over HTTP."""
