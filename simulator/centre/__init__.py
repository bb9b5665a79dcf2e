"""A contact centre in simulated time: callers, agents, task queues. No HTTP."""
