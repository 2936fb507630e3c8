"""The policy of the break-glass role on what lies outside the buckets of raw."""

from aws_cdk.aws_iam import ManagedPolicy, Role
from constructs import Construct

from stacks.constructs.grant import grant
from stacks.constructs.operators.look import Operated

FORGOTTEN = (
    "What is to be forgotten, and what a run says of it, is named by the run; it is deleted afterwards."
)


class BreakGlassPolicy(ManagedPolicy):
    """The policy for what follows from a record that was taken out of raw; the role alone has it."""

    def __init__(self, scope: Construct, construct_id: str, *, of: Operated, role: Role) -> None:
        super().__init__(
            scope,
            construct_id,
            description=f"Take records out of Sluice {of.environment}, together with the look policy",
            roles=[role],
        )
        grant(self, "dynamodb:UpdateItem", on=of.recoveries.table_arn)
