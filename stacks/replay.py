"""What brings back whatever failed or is needed again: what raw holds, replays, and what was sent again."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from stacks.config import Config
from stacks.constructs.code import Layer, code
from stacks.constructs.manifest import Manifest
from stacks.constructs.table import Table
from stacks.storage import StorageStack


class ReplayStack(Stack):
    """The manifest of the raw bucket, the replays and their checkpoints, the attempts at what had failed."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, storage: StorageStack) -> None:
        super().__init__(scope, construct_id)
        retain = config.retain_data
        self.manifest = Manifest(
            self,
            "Manifest",
            config=config,
            raw=storage.raw,
            key=storage.key,
            code=code(),
            layer=Layer(self, "Dependencies"),
        )
        self.replays = Table(self, "Replays", key="replay", sort_key="item", retain=retain)
        self.recoveries = Table(self, "Recoveries", key="failure", retain=retain)
        CfnOutput(self, "ManifestTable", value=self.manifest.table.table_name)
        CfnOutput(self, "ReplaysTable", value=self.replays.table_name)
        CfnOutput(self, "RecoveriesTable", value=self.recoveries.table_name)
