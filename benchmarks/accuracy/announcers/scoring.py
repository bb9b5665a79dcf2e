"""What calls show when they are over, scored as the phone scores them and learned from as the clockwork learns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.accuracy.announcers.announcements import Announcements
from benchmarks.accuracy.announcers.product import Product
from poller.estimation import calibration
from poller.workspace.state_store import STORE_EVERY_POLLS
from simulator.centre.task import CANCELED, Task
from waittimes.score import NO_SCORE, CallerClass, Score, score_call


@dataclass(slots=True)
class ScoredProduct:
    """Puts up what the product tells, and follows the callers who have heard it."""

    product: Product
    board: Announcements = field(init=False)
    _open: list[Task] = field(default_factory=list)
    _seen: int = 0
    _polls: int = 0

    def __post_init__(self) -> None:
        self.board = Announcements(self.product)

    def hear(self, callers: Sequence[Task]) -> None:
        """Let the estimator learn, at every tenth poll, from the calls that have ended; callers are only ever added."""
        self._polls += 1
        if self._polls % STORE_EVERY_POLLS:
            return
        self._open += callers[self._seen :]
        self._seen = len(callers)
        over = [task for task in self._open if task.wrapping_at is not None]
        self._open = [task for task in self._open if task.wrapping_at is None and task.status != CANCELED]
        shown: dict[CallerClass, Score] = defaultdict(lambda: NO_SCORE)
        for task in over:
            callers_like = CallerClass(task.queue_sid, task.priority)
            shown[callers_like] = shown[callers_like].plus(self._score(task))
        calibration.learn_from_calls(self.product.known, {each: score for each, score in shown.items() if score.calls})

    def _score(self, task: Task) -> Score:
        told, said = self.board.announced(task)
        if not said.has_number or told.seconds is None:
            return NO_SCORE
        ends = [None if end is None else round(end) for end in (told.low_seconds, told.high_seconds)]
        waited = round(task.offered_wait_seconds or 0.0)
        return score_call(promised=round(told.seconds), waited=waited, low=ends[0], high=ends[1])
