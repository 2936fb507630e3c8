"""Runs that die when one of their writes is made: a commit of a table's, or a call that changes S3."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from tests.jobs.retail.dying import Killed
from twin.lake.catalog import catalog

WRITES = ("after-call.s3.PutObject", "after-call.s3.DeleteObjects")
COMMIT = "after-call.glue.UpdateTable"


class Deadly:
    """Counts the writes that were made, and ends the run after one of them."""

    def __init__(self, deadly: int) -> None:
        self.made, self._deadly = 0, deadly

    def __call__(self, **_: Any) -> None:
        """Count one."""
        self.made += 1
        if self.made == self._deadly:
            raise Killed


@contextmanager
def counting_objects(deadly: Deadly) -> Iterator[None]:
    """Count the calls that change S3."""
    boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION
    for each in WRITES:
        boto3.DEFAULT_SESSION.events.register(each, deadly)
    try:
        yield
    finally:
        boto3.setup_default_session()


@contextmanager
def dying_after(write: int, endpoint: str) -> Iterator[None]:
    """Let a run die when its write of that number is made."""
    deadly, commits = Deadly(write), catalog(endpoint).glue.meta.events
    commits.register(COMMIT, deadly)
    try:
        with counting_objects(deadly):
            yield
    finally:
        commits.unregister(COMMIT, deadly)
