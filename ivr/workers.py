"""A bounded number of threads for calls that may hang. Each is started when it is needed, and kept."""

import _thread
import logging
from collections.abc import Callable
from queue import SimpleQueue

log = logging.getLogger("waittimes.ivr")

Job = Callable[[], None]


class Workers:
    """Runs jobs in other threads, at most `most` at a time. Further jobs wait in the order in which they came."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._changing = _thread.allocate_lock()
        self._threads = 0
        self._unfinished = 0

    def start(self, job: Job) -> None:
        """Run the job soon. It must handle its own errors."""
        with self._changing:
            self._unfinished += 1
            is_short = self._unfinished > self._threads < self._most
            self._threads += is_short
        self._jobs.put(job)
        if is_short:
            # A bare thread: at exit a pool waits for a thread that hangs, and threading.Thread waits for its start.
            _thread.start_new_thread(self._work, ())

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                job()
            except Exception:
                log.exception("worker.job_failed")
            finally:
                with self._changing:
                    self._unfinished -= 1
