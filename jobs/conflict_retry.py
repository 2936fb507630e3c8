"""Work that may lose a race for a table."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from jobs.lake import Conflict, Lake

TRIES = 5
PAUSE_SECONDS = 10.0

Made = TypeVar("Made")


def retry_conflicts(lake: Lake, work: Callable[[], Made], *, pause: float = PAUSE_SECONDS) -> Made:
    """Do the work on fresh tables, from its start each time that somebody else committed meanwhile."""
    for tried in range(1, TRIES + 1):
        lake.refresh()
        try:
            return work()
        except Conflict:
            if tried == TRIES:
                raise
            # Two that lost to each other must not meet again.
            time.sleep(tried * pause * random.random())  # noqa: S311
    raise AssertionError
