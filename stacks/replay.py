"""What brings back whatever failed or is needed again: what raw holds, replays, and what was sent again."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from stacks.config import Config
from stacks.constructs.table import Table


class ReplayStack(Stack):
    """The manifest of the raw bucket, the replays and their checkpoints, the attempts at what had failed."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        retain = config.retain_data
        self.manifest = Table(self, "Manifest", key="hour", sort_key="object", retain=retain)
        self.replays = Table(self, "Replays", key="replay", sort_key="item", retain=retain)
        self.recoveries = Table(self, "Recoveries", key="failure", retain=retain)
        CfnOutput(self, "ManifestTable", value=self.manifest.table_name)
        CfnOutput(self, "ReplaysTable", value=self.replays.table_name)
        CfnOutput(self, "RecoveriesTable", value=self.recoveries.table_name)
