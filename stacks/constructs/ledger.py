"""A consumer's ledger: one row a sale, inserted once, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import RemovalPolicy
from aws_cdk.aws_dynamodb import (
    Attribute,
    AttributeType,
    BillingMode,
    PointInTimeRecoverySpecification,
    ProjectionType,
    StreamViewType,
    Table,
)
from constructs import Construct

RECOVERABLE = PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True)
ENTRY = Attribute(name="entry", type=AttributeType.STRING)


@dataclass(frozen=True, kw_only=True)
class Index:
    """Another way to read a ledger: by which attribute, and what it finds there."""

    name: str
    by: str
    finds: Sequence[str]


class Ledger(Table):
    """Rows never expire, so a sale is known again however late it returns; `followed` streams the new ones.

    DynamoDB's own key encrypts it: the house key would put KMS in the path of every insert, to protect rows
    that hold no payment.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, indexes: Sequence[Index], followed: bool, retain: bool
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            billing_mode=BillingMode.PAY_PER_REQUEST,
            deletion_protection=retain,
            partition_key=Attribute(name="store_id", type=AttributeType.STRING),
            point_in_time_recovery_specification=RECOVERABLE,
            removal_policy=RemovalPolicy.RETAIN if retain else RemovalPolicy.DESTROY,
            sort_key=ENTRY,
            stream=StreamViewType.NEW_IMAGE if followed else None,
        )
        for index in indexes:
            self.add_global_secondary_index(
                index_name=index.name,
                non_key_attributes=list(index.finds),
                partition_key=Attribute(name=index.by, type=AttributeType.STRING),
                projection_type=ProjectionType.INCLUDE,
                sort_key=ENTRY,
            )
