"""A contact centre in simulated time: callers, agents, task queues. Facts and events; no HTTP."""
