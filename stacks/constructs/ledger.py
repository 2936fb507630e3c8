"""A consumer's ledger: one row a sale, inserted once, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk.aws_dynamodb import ProjectionType, StreamViewType
from constructs import Construct

from stacks.constructs.table import Table, text

ENTRY = "entry"


@dataclass(frozen=True, kw_only=True)
class Index:
    """Another way to read a ledger: by which attribute, and what it finds there."""

    name: str
    by: str
    finds: Sequence[str]


class Ledger(Table):
    """Rows never expire, so a sale is known again however late it comes; `followed` streams the new ones."""

    def __init__(
        self, scope: Construct, construct_id: str, *, indexes: Sequence[Index], followed: bool, retain: bool
    ) -> None:
        stream = StreamViewType.NEW_IMAGE if followed else None
        super().__init__(scope, construct_id, key="partition", sort_key=ENTRY, retain=retain, stream=stream)
        for index in indexes:
            self.add_global_secondary_index(
                index_name=index.name,
                non_key_attributes=list(index.finds),
                partition_key=text(index.by),
                projection_type=ProjectionType.INCLUDE,
                sort_key=text(ENTRY),
            )
