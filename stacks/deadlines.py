"""Whether a job may wait for spare capacity, a third cheaper, and still be done in time."""

from stacks.config import ConfigError

# A run without capacity waits so long at most, and then starts or fails:
# https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
FLEX_WAIT_MINUTES = 20
RETRIES = 1


def is_flexible(timeout_minutes: int, *, deadline_minutes: int) -> bool:
    """Return whether each attempt has the time to wait; what is reclaimed in a run only slows it.

    Raises ConfigError if not even runs that needn't wait would be done.
    """
    if (needed := _longest(timeout_minutes)) > deadline_minutes:
        raise ConfigError("lake.report_deadline_minutes", deadline_minutes, f"the close may take {needed}")
    return _longest(FLEX_WAIT_MINUTES + timeout_minutes) <= deadline_minutes


def _longest(attempt_minutes: int) -> int:
    return (1 + RETRIES) * attempt_minutes
