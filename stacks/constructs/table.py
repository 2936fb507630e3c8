"""Tables as this house keeps them."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_dynamodb import (
    Attribute,
    AttributeType,
    BillingMode,
    PointInTimeRecoverySpecification,
    StreamViewType,
)
from aws_cdk.aws_dynamodb import Table as BaseTable
from constructs import Construct


class Table(BaseTable):
    """Paid by request, recoverable to any moment of the last weeks, and not to be deleted where data is kept.

    DynamoDB's own key encrypts it: the house key would put KMS in the path of every write, to protect rows
    that hold no payment.
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
            deletion_protection=retain,
            partition_key=text(key),
            point_in_time_recovery_specification=PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=RemovalPolicy.RETAIN if retain else RemovalPolicy.DESTROY,
            sort_key=text(sort_key) if sort_key else None,
            stream=stream,
            time_to_live_attribute=expires,
        )


def text(name: str) -> Attribute:
    """A key that is a string."""
    return Attribute(name=name, type=AttributeType.STRING)
