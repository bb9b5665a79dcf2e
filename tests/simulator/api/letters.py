"""SIDs in the workspace of the stand-in API, whose task queues are named after letters."""

from simulator.centre.sids import sid

QUEUE_A, QUEUE_B, WORKFLOW = sid("WQ", "a"), sid("WQ", "b"), sid("WW", "letters")
