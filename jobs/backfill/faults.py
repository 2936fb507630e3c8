"""Why a backfill stops or leaves a file out: one line each, and the exit code that AWS Batch decides by."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the retries of `stacks/constructs/backfill/job_definition.py` distinguish, as in sysexits.h."""

    DONE = 0
    BAD_INPUT = 65
    TRY_AGAIN = 75


class BackfillError(Exception):
    """One line: what is wrong, where, and what to do."""

    exit_code = ExitCode.BAD_INPUT


class BadHistory(BackfillError):
    """A history file that can't be read, or isn't of the declared columns."""


class BadSettings(BackfillError):
    """A setting of the job that is missing or out of range."""


class TemporaryFault(BackfillError):
    """A fault that may pass: the next attempt does what is left."""

    exit_code = ExitCode.TRY_AGAIN


class BackfillInterrupted(TemporaryFault):
    """SIGTERM: the machine is taken away."""
