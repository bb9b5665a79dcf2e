"""Where a workflow sends a caller: TaskRouter's expressions and workflows, evaluated here. Pure: no I/O, no clock.

`workflow.read` reads a document, `task_attributes.merged` says what a call's task knows, and `route.predict` leads
from both to a Route. Expressions are evaluated in three-valued logic: what Twilio does not document is a Doubt.
"""
