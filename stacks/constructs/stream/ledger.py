"""A consumer's ledger: one row an event, inserted once, kept for good."""

from typing import Any

from aws_cdk.aws_dynamodb import ProjectionType, StreamViewType
from constructs import Construct

from contracts.consumer_spec import ConsumerSpec
from stacks.constructs.storage.table import DynamoTable, string_attribute

PARTITION, ENTRY = "partition", "entry"


class ConsumerLedger(DynamoTable):
    """A table whose rows never expire: an event is known again however late it comes."""

    def __init__(self, scope: Construct, construct_id: str, *, spec: ConsumerSpec[Any], retain: bool) -> None:
        stream = StreamViewType.NEW_IMAGE if spec.followed else None
        super().__init__(scope, construct_id, key=PARTITION, sort_key=ENTRY, retain=retain, stream=stream)
        for index in spec.indexes:
            self.add_global_secondary_index(
                index_name=index.name,
                non_key_attributes=list(index.finds),
                partition_key=string_attribute(index.by),
                projection_type=ProjectionType.INCLUDE,
                sort_key=string_attribute(ENTRY),
            )
