"""Reads several items of the table at the same time, within a webhook's deadline."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol, runtime_checkable

from ivr.deadline import AGAIN_SECONDS, WORKERS, DeadlineExceeded, Question
from ivr.workers import Workers
from waittimes.deadline import Deadline
from waittimes.page import Page
from waittimes.table import Table, TableUnavailable

Found = Mapping[str, Page | TableUnavailable | DeadlineExceeded]


@runtime_checkable
class ReadsManyAtOnce(Protocol):
    """A table that keeps a deadline by itself."""

    def get_many(self, keys: Sequence[str], deadline: Deadline) -> Found:
        """Return each page by its key, or the error where a page could not be read."""


def pages(table: Table, keys: Sequence[str], deadline: Deadline, workers: Workers = WORKERS) -> Found:
    """Return each page by its key, or the error where a page could not be read.

    All are read at the same time, and each is read again while it has no answer. `workers` wait for the answers where
    the table cannot read several pages by itself.
    """
    if isinstance(table, ReadsManyAtOnce):
        return table.get_many(keys, deadline)
    questions = {
        key: Question(partial(table.get, key, consistent=False), again_seconds=AGAIN_SECONDS, workers=workers)
        for key in keys
    }
    return {key: _answer(question, deadline) for key, question in questions.items()}


def _answer(question: Question[Page], deadline: Deadline) -> Page | TableUnavailable | DeadlineExceeded:
    try:
        return question.within(deadline)
    except (TableUnavailable, DeadlineExceeded) as error:
        return error
