"""A consumer's ledger: one row a sale, inserted once, kept for good."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_dynamodb import (
    Attribute,
    AttributeType,
    BillingMode,
    PointInTimeRecoverySpecification,
    Table,
)
from constructs import Construct


class Ledger(Table):
    """Rows never expire, so a sale is known again however late it returns.

    DynamoDB's own key encrypts it: the house key would put KMS in the path of every insert, to protect rows
    that hold no payment.
    """

    def __init__(self, scope: Construct, construct_id: str, *, retain: bool) -> None:
        super().__init__(
            scope,
            construct_id,
            billing_mode=BillingMode.PAY_PER_REQUEST,
            deletion_protection=retain,
            partition_key=Attribute(name="store_id", type=AttributeType.STRING),
            point_in_time_recovery_specification=PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            removal_policy=RemovalPolicy.RETAIN if retain else RemovalPolicy.DESTROY,
            sort_key=Attribute(name="entry", type=AttributeType.STRING),
        )
