"""Work that may lose a race for a table."""

from collections.abc import Callable
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from jobs.lake import Conflict, Lake

TRIES = 5
PAUSE_SECONDS = 10.0

Made = TypeVar("Made")


def retry_conflicts(lake: Lake, work: Callable[[], Made], *, pause: float = PAUSE_SECONDS) -> Made:
    """Do the work on fresh tables, from its start each time that somebody else committed meanwhile."""
    tries = Retrying(
        retry=retry_if_exception_type(Conflict),
        stop=stop_after_attempt(TRIES),
        # Two that lost to each other must not meet again.
        wait=wait_random_exponential(multiplier=pause, max=TRIES * pause),
        before=lambda _: lake.refresh(),
        reraise=True,
    )
    return tries(work)
