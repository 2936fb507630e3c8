"""Which attempts follow which end, by the rules of AWS Batch."""

from typing import Any

import pytest

from tests.synthesis import templates
from twin.semantics.batch import (
    ContainerEnd,
    ExitRule,
    JobRetries,
    JobState,
    array_indexes,
    matches,
    parent_state,
    variables,
)

RUNNABLE, SUCCEEDED, FAILED = JobState.RUNNABLE, JobState.SUCCEEDED, JobState.FAILED
RECLAIMED = "Your Spot Task was interrupted."
EXITED = "Essential container in task exited"


def deployed() -> JobRetries:
    """The retries of the template's job."""
    resources = templates("full")["Sluice-full-Backfill"]["Resources"].values()
    [job] = [each["Properties"] for each in resources if each["Type"] == "AWS::Batch::JobDefinition"]
    return JobRetries.of(job)


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (ContainerEnd(exit_code=0, status_reason=EXITED), SUCCEEDED),
        (ContainerEnd(exit_code=137, status_reason=RECLAIMED), RUNNABLE),
        (ContainerEnd(exit_code=65, status_reason=EXITED), FAILED),
        (ContainerEnd(exit_code=75, status_reason=EXITED), RUNNABLE),
        (ContainerEnd(exit_code=1, status_reason=EXITED), FAILED),
        (
            ContainerEnd(exit_code=137, reason="OutOfMemoryError: container killed", status_reason=EXITED),
            FAILED,
        ),
        (ContainerEnd(reason="CannotPullContainerError: timeout"), RUNNABLE),
        (ContainerEnd(exit_code=137, status_reason=RECLAIMED, is_timed_out=True), FAILED),
    ],
)
def test_the_templates_job_goes_on_after_what_passes_and_ends_with_what_doesnt(
    end: ContainerEnd, state: JobState
) -> None:
    """FAULTS 37."""
    assert deployed().after(1, end) is state


def test_after_its_last_attempt_a_job_has_failed() -> None:
    reclaimed = ContainerEnd(exit_code=137, status_reason=RECLAIMED)

    assert [deployed().after(attempt, reclaimed) for attempt in (9, 10)] == [RUNNABLE, FAILED]


def test_where_no_rule_fits_it_is_tried_again() -> None:
    retries = JobRetries(attempts=2, rules=[ExitRule(action="EXIT", exit_code="65")])

    assert retries.after(1, ContainerEnd(exit_code=1)) is RUNNABLE


def test_the_first_rule_that_fits_decides_and_all_its_conditions_must() -> None:
    rules = [
        ExitRule(action="EXIT", exit_code="1*", status_reason="Host*"),
        ExitRule(action="RETRY", exit_code="137"),
        ExitRule(action="EXIT"),
    ]
    retries = JobRetries(attempts=9, rules=rules)

    assert retries.after(1, ContainerEnd(exit_code=137, status_reason="Host EC2")) is FAILED
    assert retries.after(1, ContainerEnd(exit_code=137, status_reason="other")) is RUNNABLE
    assert retries.after(1, ContainerEnd(exit_code=2, status_reason="other")) is FAILED


def test_without_a_strategy_there_is_one_attempt() -> None:
    assert JobRetries.of({}).after(1, ContainerEnd(exit_code=1)) is FAILED


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [("65", "65", True), ("65", "655", False), ("6*", "65", True), ("*", "", True), ("a*b", "axb", False)],
)
def test_only_the_end_of_a_pattern_may_be_open(pattern: str, text: str, fits: bool) -> None:
    assert matches(pattern, text) is fits


@pytest.mark.parametrize(
    ("submission", "indexes"), [({}, [None]), ({"ArrayProperties": {"Size": 3}}, [0, 1, 2])]
)
def test_an_array_counts_its_children_from_zero(
    submission: dict[str, Any], indexes: list[int | None]
) -> None:
    assert array_indexes(submission) == indexes


@pytest.mark.parametrize(
    ("children", "state"),
    [
        ([SUCCEEDED, SUCCEEDED], SUCCEEDED),
        ([SUCCEEDED, FAILED], FAILED),
        ([RUNNABLE, FAILED], RUNNABLE),
    ],
)
def test_one_child_that_fails_fails_the_array_when_all_have_ended(
    children: list[JobState], state: JobState
) -> None:
    assert parent_state(children) is state


def test_a_submission_overrides_what_the_definition_says_and_batch_adds_its_own() -> None:
    definition = {
        "ContainerProperties": {"Environment": [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": "2"}]}
    }
    submission = {"ContainerOverrides": {"Environment": [{"Name": "B", "Value": "3"}]}}

    assert variables(definition, submission, 4, 2) == {
        "A": "1",
        "B": "3",
        "AWS_BATCH_JOB_ARRAY_INDEX": "4",
        "AWS_BATCH_JOB_ATTEMPT": "2",
    }
    assert "AWS_BATCH_JOB_ARRAY_INDEX" not in variables(definition, {}, None, 1)
