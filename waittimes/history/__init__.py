"""The history of task queues: a point every five minutes, in items of an hour each. No call reads it.

`read` returns one queue's points, `read_many` those of many.
"""

from waittimes.history.point import STEP_SECONDS, Point
from waittimes.history.reading import read, read_many

__all__ = ["STEP_SECONDS", "Point", "read", "read_many"]
