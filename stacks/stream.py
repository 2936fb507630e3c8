"""The stream that takes events, and its archive in the raw bucket."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength
from aws_cdk.aws_kinesis import CfnStream, Stream, StreamEncryption, StreamMode
from constructs import Construct

from stacks.alarms import stream as alarms
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability_stack import CapabilityStack
from stacks.config import Config
from stacks.constructs.functions.code import Layer, code
from stacks.constructs.lifetime import removal_policy
from stacks.constructs.nag import acknowledge
from stacks.constructs.stream.archive import Archive
from stacks.constructs.stream.line_encoder import LineEncoder
from stacks.constructs.stream.positions import PositionsTable
from stacks.constructs.stream.producer import OWN, ProducerPolicy
from stacks.graphs import MetricGraph
from stacks.records import RecordDistribution
from stacks.storage import StorageStack

OWN_KEY = "Reading events takes a permission on the house key; AWS's key opens to whoever reads a stream."
UNKNOWN_STRATEGY = "The validation's copy of the resource's schema is older than the property."
UNUSED_MAPPING = (
    "The delivery stream construct adds the address ranges that its Redshift destination would need."
)


class StreamStack(CapabilityStack):
    """The stream, its copy in the raw bucket, what a producer may do, and how far its readers are."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, storage: StorageStack) -> None:
        super().__init__(scope, construct_id)
        self.config = config
        self.stream = self._stream(config, storage)
        layer = Layer(self, "Dependencies")
        self.encoder = LineEncoder(self, "LineEncoder", config=config, code=code(), layer=layer)
        self.archive = Archive(
            self,
            "Archive",
            config=config,
            stream=self.stream,
            raw=storage.raw,
            key=storage.key,
            encoder=self.encoder,
        )
        self.producer_policy = ProducerPolicy(
            self, "Producer", stream=self.stream, raw=storage.raw, key=storage.key
        )
        self.own_producer_policy = ProducerPolicy(
            self, "OwnProducer", stream=self.stream, raw=storage.raw, key=storage.key, of=OWN
        )
        self.positions = PositionsTable(self, "Positions", config=config)
        CrossStackReferences.of(self.positions).produce(ReferenceStrength.STRONG)
        acknowledge(self, {"CloudFormation-Validate::W7001": UNUSED_MAPPING})
        for name, value in self._outputs(config).items():
            CfnOutput(self, name, value=value)

    def _stream(self, config: Config, storage: StorageStack) -> Stream:
        stream = Stream(
            self,
            "Events",
            encryption=StreamEncryption.KMS,
            encryption_key=storage.key,
            removal_policy=removal_policy(retain=config.retain_data),
            retention_period=Duration.hours(config.stream_retention_hours),
            shard_count=config.shards,
            stream_mode=StreamMode.PROVISIONED if config.shards else StreamMode.ON_DEMAND,
        )
        _set_records(stream, config)
        CrossStackReferences.of(stream).produce(ReferenceStrength.STRONG)
        acknowledge(stream, {"AwsSolutions::AwsSolutions-KDS3": OWN_KEY})
        return stream

    def _outputs(self, config: Config) -> Mapping[str, str]:
        return {
            "DeliveryStreamName": self.archive.delivery.delivery_stream_name,
            "OwnProducerPolicyArn": self.own_producer_policy.managed_policy_arn,
            "PositionsTable": self.positions.table_name,
            "ProducerPolicyArn": self.producer_policy.managed_policy_arn,
            "RecordBytes": str(config.record_bytes),
            "SettleMinutes": str(math.ceil(config.profile.delivery_seconds / 60)),
            "StreamName": self.stream.stream_name,
        }

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return alarms.define_alarms(self.config, self)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return the row that the stream's readers fill up."""
        return alarms.define_graphs(self)


def _set_records(stream: Stream, config: Config) -> None:
    """Set what no construct of CDK has a field for; AWS's defaults are left out."""
    bare = cast(CfnStream, stream.node.default_child)
    if config.record_distribution is not RecordDistribution.BY_KEY:
        bare.record_distribution_strategy = config.record_distribution.value
        acknowledge(bare, {"CloudFormation-Validate::F3002": UNKNOWN_STRATEGY})
