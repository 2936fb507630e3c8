"""Which attempts are repeated: those that a reclaimed machine or a passing fault has ended."""

from aws_cdk.aws_batch import Action, Reason, RetryStrategy

# The exit codes of jobs/backfill/faults.py.
BAD_INPUT, TRY_AGAIN = "65", "75"
# Fargate's text. CDK's own SPOT_INSTANCE_RECLAIMED is that of EC2, which no Fargate job ends with:
# https://github.com/nextflow-io/nextflow/issues/5786
RECLAIMED = "Your Spot Task was interrupted*"
# https://docs.aws.amazon.com/batch/latest/APIReference/API_RetryStrategy.html
MOST_ATTEMPTS = 10


def retry_strategies() -> list[RetryStrategy]:
    """Return the rules in their order: the first that fits decides, and where none fits it is tried again.

    https://docs.aws.amazon.com/batch/latest/APIReference/API_EvaluateOnExit.html
    """
    return [
        # First: a reclaimed container ends with 137, like one that takes too much memory.
        RetryStrategy.of(Action.RETRY, Reason.custom(on_status_reason=RECLAIMED)),
        RetryStrategy.of(Action.EXIT, Reason.custom(on_exit_code=BAD_INPUT)),
        RetryStrategy.of(Action.RETRY, Reason.custom(on_exit_code=TRY_AGAIN)),
        RetryStrategy.of(Action.RETRY, Reason.CANNOT_PULL_CONTAINER),
        RetryStrategy.of(Action.EXIT, Reason.custom(on_reason="*")),
    ]
