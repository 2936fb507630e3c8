"""The read permissions on dead letters, where an environment has many queues."""

from collections.abc import Iterable

from aws_cdk.aws_iam import ManagedPolicy
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.constructs.operators.grants import grant_read_letters


class LettersPolicy(ManagedPolicy):
    """The policy for dead letters, beside the look policy, which has no room left for every queue."""

    def __init__(
        self, scope: Construct, construct_id: str, *, environment: str, queues: Iterable[IQueue]
    ) -> None:
        super().__init__(
            scope, construct_id, description=f"Read the letters of the capabilities of Sluice {environment}"
        )
        grant_read_letters(self, *queues)
