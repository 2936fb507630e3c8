"""Jobs of AWS Batch: which attempts follow a container's end, and what an array's children are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

RETRY, EXIT = "RETRY", "EXIT"
INDEX, ATTEMPT = "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ATTEMPT"


class JobState(StrEnum):
    """Where a job is: https://docs.aws.amazon.com/batch/latest/userguide/job_states.html."""

    RUNNABLE = "RUNNABLE"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerEnd:
    """How an attempt ended: the container's code and reason, and what AWS Batch says of the job."""

    exit_code: int | None = None
    reason: str = ""
    status_reason: str = ""
    is_timed_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitRule:
    """An element of EvaluateOnExit; a pattern that isn't there fits everything.

    "If all of the specified conditions (onStatusReason, onReason, and onExitCode) are met":
    https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
    """

    action: str
    exit_code: str = "*"
    reason: str = "*"
    status_reason: str = "*"

    def fits(self, end: ContainerEnd) -> bool:
        """Say whether an end meets all conditions."""
        code = "" if end.exit_code is None else str(end.exit_code)
        pairs = ((self.exit_code, code), (self.reason, end.reason), (self.status_reason, end.status_reason))
        return all(matches(pattern, text) for pattern, text in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetries:
    """The attempts of a job, and the rules in their order."""

    attempts: int = 1
    rules: Sequence[ExitRule] = ()

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> "JobRetries":
        """Read a definition's RetryStrategy: without one a job has one attempt.

        https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
        """
        strategy = definition.get("RetryStrategy", {})
        return cls(attempts=int(strategy.get("Attempts", 1)), rules=list(_rules(strategy)))

    def after(self, attempt: int, end: ContainerEnd) -> JobState:
        """Return what follows the end of an attempt, counted from 1.

        "If a job is terminated because it exceeds the timeout duration, it isn't retried":
        https://docs.aws.amazon.com/batch/latest/userguide/job_timeouts.html
        """
        if end.exit_code == 0:
            return JobState.SUCCEEDED
        if end.is_timed_out or attempt >= self.attempts or self._action(end) == EXIT:
            return JobState.FAILED
        return JobState.RUNNABLE

    def _action(self, end: ContainerEnd) -> str:
        """The first rule that fits decides; "if none of the listed conditions match, the job is retried".

        https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html
        """
        return next((rule.action for rule in self.rules if rule.fits(end)), RETRY)


def matches(pattern: str, text: str) -> bool:
    """Say whether a pattern of EvaluateOnExit fits.

    "It can optionally end with an asterisk (*) so that only the start of the string needs to be an exact
    match": https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
    """
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


def array_indexes(submission: Mapping[str, Any]) -> list[int | None]:
    """Return the index of each child, or that of a job that is no array: none.

    https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
    """
    size = submission.get("ArrayProperties", {}).get("Size")
    return [None] if size is None else list(range(size))


def variables(
    definition: Mapping[str, Any], submission: Mapping[str, Any], index: int | None, attempt: int
) -> dict[str, str]:
    """Return an attempt's environment: the definition's, what the submission overrides, and Batch's own.

    https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
    """
    overrides = submission.get("ContainerOverrides", {}).get("Environment", ())
    declared = (*definition["ContainerProperties"].get("Environment", ()), *overrides)
    found = {each["Name"]: str(each["Value"]) for each in declared} | {ATTEMPT: str(attempt)}
    return found if index is None else found | {INDEX: str(index)}


def parent_state(children: Sequence[JobState]) -> JobState:
    """Return the state of an array: "if any child fails, the entire array job fails".

    https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
    """
    if JobState.RUNNABLE in children:
        return JobState.RUNNABLE
    return JobState.FAILED if JobState.FAILED in children else JobState.SUCCEEDED


def _rules(strategy: Mapping[str, Any]) -> Iterator[ExitRule]:
    for each in strategy.get("EvaluateOnExit", ()):
        yield ExitRule(
            action=each["Action"].upper(),
            exit_code=each.get("OnExitCode", "*"),
            reason=each.get("OnReason", "*"),
            status_reason=each.get("OnStatusReason", "*"),
        )
