"""The table of the readers' positions in their streams, for people to look at."""

from aws_cdk.aws_iam import Role
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.storage.table import DynamoTable

# So that who stands still is seen for a day longer than the stream keeps what it stands before.
MORE_HOURS = 24


class PositionsTable(DynamoTable):
    """A table with an item a consumer and shard, kept a little longer than the stream keeps its records."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(
            scope,
            construct_id,
            key="consumer",
            sort_key="shard",
            retain=config.retain_data,
            expires="expires",
        )
        self.environment = {
            "POSITIONS_HOURS": str(config.stream_retention_hours + MORE_HOURS),
            "POSITIONS_TABLE": self.table_name,
        }

    def grant_write(self, role: Role) -> None:
        """Let a consumer write its position, and read nothing: no program may come to depend on it."""
        grant(role, "dynamodb:UpdateItem", on=self.table_arn)
