"""The replications to play, and the processes that play them."""

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product

from tqdm import tqdm

from benchmarks.accuracy.announcers import oracle
from benchmarks.accuracy.centres.random_centres import RANDOM
from benchmarks.accuracy.centres.scenarios import SCENARIOS
from benchmarks.accuracy.play import jam
from benchmarks.accuracy.play.replication import Job, Replication, Setting, play
from benchmarks.accuracy.scores.targets import TEN

FIRST_SEED = 6000
"""The figures use seeds from this one on. Tune constants on other seeds."""
REPLICATIONS, FEW_REPLICATIONS = 20, 8
"""Fewer replications where one takes long: with 200 agents, at 15-second polls, with the oracle."""
DAMAGED_REPLICATIONS = 4
QUICK_REPLICATIONS = 3
QUARTER = 15
"""The seconds between polls of queues that are refreshed most often."""
LONGEST, PRIORITIES = "large", "priority"


def everything(first_seed: int = FIRST_SEED, replications: int = REPLICATIONS) -> list[Job]:
    """Return the jobs of the whole benchmark."""
    return [job for part in PARTS for job in jobs_of(part, first_seed, replications)]


def jobs_of(part: str, first_seed: int = FIRST_SEED, replications: int = REPLICATIONS) -> list[Job]:
    """Return the jobs of one of the benchmark's PARTS."""
    return _jobs(PARTS[part](replications), first_seed)


def _every_minute(replications: int) -> dict[Setting, int]:
    few = min(FEW_REPLICATIONS, replications)
    return {
        Setting(name, mode): few if name == LONGEST else replications for mode in (True, False) for name in SCENARIOS
    }


def _every_quarter(replications: int) -> dict[Setting, int]:
    few = min(FEW_REPLICATIONS, replications)
    return {Setting(name, mode, QUARTER): few for mode in (True, False) for name in TEN}


def _ablation(replications: int) -> dict[Setting, int]:
    damaged = min(DAMAGED_REPLICATIONS, replications)
    settings = [*(Setting(name, damaged=True) for name in TEN), Setting(PRIORITIES, priorities_of_pending=True)]
    return dict.fromkeys(settings, damaged)


def _oracle(replications: int) -> dict[Setting, int]:
    return {Setting(name, beside_oracle=True): min(FEW_REPLICATIONS, replications) for name in oracle.SCENARIOS}


def _jam(replications: int) -> dict[Setting, int]:
    return dict.fromkeys(jam_settings(SCENARIOS, jam.HANDLE_MINUTES), min(FEW_REPLICATIONS, replications))


PARTS: Mapping[str, Callable[[int], Mapping[Setting, int]]] = {
    "minute": _every_minute,
    "quarter": _every_quarter,
    "ablation": _ablation,
    "oracle": _oracle,
    "jam": _jam,
}
"""The replications of each setting, by the part of the benchmark that they belong to."""


def jam_settings(scenarios: Iterable[str], minutes: Iterable[int]) -> list[Setting]:
    """Return the settings of these scenarios, started in a jam, with each of these handle times."""
    return [Setting(name, jam_minutes=each) for name, each in product(scenarios, minutes)]


def quick(first_seed: int = FIRST_SEED, replications: int = QUICK_REPLICATIONS) -> list[Job]:
    """Return the jobs of CI's gate: every scenario in a multi-tasking workspace."""
    return _jobs({Setting(name): 1 if name == LONGEST else replications for name in SCENARIOS}, first_seed)


def random_centres(first_seed: int, centres: int) -> list[Job]:
    """Return jobs in `centres` contact centres drawn at random, alternately in the two task modes."""
    return [Job(Setting(RANDOM, seed % 2 == 0), seed) for seed in range(first_seed, first_seed + centres)]


def _jobs(replications: Mapping[Setting, int], first_seed: int) -> list[Job]:
    return [
        Job(setting, seed) for setting, count in replications.items() for seed in range(first_seed, first_seed + count)
    ]


def play_all(jobs: Sequence[Job], processes: int) -> Iterator[Replication]:
    """Yield the replications as they are finished, with a progress bar on a terminal's standard error."""
    longest_first = sorted(jobs, key=_weight, reverse=True)
    with tqdm(total=len(jobs), unit="replication", file=sys.stderr, leave=False, disable=None) as bar:
        for replication in map(_played, longest_first) if processes == 1 else _in_several(longest_first, processes):
            bar.update()
            yield replication


def _played(job: Job) -> Replication:
    """Play a job without garbage collection, because the job needs its objects until its end."""
    gc.disable()
    try:
        return play(job)
    finally:
        gc.enable()
        gc.collect()


def _in_several(jobs: Iterable[Job], processes: int) -> Iterator[Replication]:
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))
    futures = [pool.submit(_played, job) for job in jobs]
    try:
        yield from (future.result() for future in as_completed(futures))
    finally:
        pool.shutdown(cancel_futures=True)


def _weight(job: Job) -> tuple[bool, int, bool]:
    """Return a sort key by duration: long jobs go first, so that no process still plays one when the rest is done."""
    return job.setting.damaged, -job.setting.poll_seconds, job.setting.scenario == LONGEST
