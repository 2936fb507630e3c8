"""DynamoDB tables with the defaults of this project."""

from aws_cdk.aws_dynamodb import (
    Attribute,
    AttributeType,
    BillingMode,
    PointInTimeRecoverySpecification,
    StreamViewType,
)
from aws_cdk.aws_dynamodb import Table as BaseTable
from aws_cdk.aws_iam import AnyPrincipal, Effect, PolicyDocument, PolicyStatement
from constructs import Construct

from stacks.constructs.lifetime import deployment_roles, removal_policy


class DynamoTable(BaseTable):
    """A table paid by request, recoverable to any moment of the last weeks; where data is kept, a deployment
    alone may delete it (docs/decisions/0011-a-lifetime-has-its-own-names.md).

    DynamoDB's own key encrypts it: the house key would put KMS in the path of every write, to protect rows
    that hold no card.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: str,
        sort_key: str | None = None,
        retain: bool,
        expires: str | None = None,
        stream: StreamViewType | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            billing_mode=BillingMode.PAY_PER_REQUEST,
            partition_key=string_attribute(key),
            point_in_time_recovery_specification=PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=removal_policy(retain=retain),
            resource_policy=_only_a_deployment_deletes(scope) if retain else None,
            sort_key=string_attribute(sort_key) if sort_key else None,
            stream=stream,
            time_to_live_attribute=expires,
        )


def _only_a_deployment_deletes(scope: Construct) -> PolicyDocument:
    """Deletion protection would refuse the rollback of a first deploy too, and leave the table behind.

    A policy that names its own table, whose name is generated, would wait for itself: hence every resource.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
    """
    statement = PolicyStatement(
        sid="OnlyADeploymentDeletes",
        effect=Effect.DENY,
        principals=[AnyPrincipal()],
        actions=["dynamodb:DeleteTable"],
        resources=["*"],
        conditions={"ArnNotLike": {"aws:PrincipalArn": deployment_roles(scope)}},
    )
    return PolicyDocument(statements=[statement])


def string_attribute(name: str) -> Attribute:
    """Return a key that is a string."""
    return Attribute(name=name, type=AttributeType.STRING)
