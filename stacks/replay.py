"""What brings back whatever failed or is needed again: what raw holds, replays, and what was sent again."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from stacks.config import Config
from stacks.constructs.code import Layer, code
from stacks.constructs.manifest import Manifest
from stacks.constructs.replays import Around, Replays
from stacks.constructs.table import Table
from stacks.consumers import ConsumersStack
from stacks.storage import StorageStack
from stacks.stream import StreamStack


class ReplayStack(Stack):
    """The manifest of the raw bucket, the replays and their checkpoints, the attempts at what had failed."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        storage: StorageStack,
        stream: StreamStack,
        consumers: ConsumersStack,
    ) -> None:
        super().__init__(scope, construct_id)
        functions, layer = code(), Layer(self, "Dependencies")
        self.manifest = Manifest(
            self, "Manifest", config=config, raw=storage.raw, key=storage.key, code=functions, layer=layer
        )
        self.recoveries = Table(self, "Recoveries", key="failure", retain=config.retain_data)
        around = Around(
            stream=stream.stream,
            raw=storage.raw,
            answers=storage.answers,
            key=storage.key,
            manifest=self.manifest.table,
            ledgers={consumer.name: consumer.table for consumer in consumers.ledgers},
        )
        self.replays = Replays(self, "Replays", config=config, around=around, code=functions, layer=layer)
        self._outputs()

    def _outputs(self) -> None:
        CfnOutput(self, "ManifestTable", value=self.manifest.table.table_name)
        CfnOutput(self, "ReplaysTable", value=self.replays.table.table_name)
        CfnOutput(self, "RecoveriesTable", value=self.recoveries.table_name)
        CfnOutput(self, "ReplayMachine", value=self.replays.machine.state_machine_arn)
