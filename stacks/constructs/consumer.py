"""One stream consumer: its function, and the mapping that feeds it."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.function import Function
from stacks.constructs.permit import READ_STREAM, permit, permit_objects
from stacks.constructs.positions import Positions
from stacks.constructs.stream_mapping import StreamMapping
from stacks.constructs.table import Table
from stacks.profiles import Profile


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What every consumer reads from and writes to."""

    stream: IStream
    raw: IBucket
    quarantine: IBucket
    failures: IBucket
    positions: Positions
    key: IKey
    code: Code
    layer: ILayerVersion


class Consumer(Construct):
    """Works through the stream in the `handler` of a package; where it keeps what is its subclass's."""

    table: Table
    late = Duration.minutes(10)

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        around: Surroundings,
        profile: Profile,
        source_arn: str | None = None,
        package: str | None = None,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.namespace = config.namespace
        self.window = Duration.seconds(profile.batch_window_seconds)
        self.record_age = Duration.hours(config.record_age_hours)
        self.function = self._function(config, around, package)
        self._permit(around)
        self.mapping = StreamMapping(
            self,
            "Mapping",
            config=config,
            function=self.function,
            source_arn=source_arn or around.stream.stream_arn,
            batch_size=profile.batch_size,
            window=self.window,
            record_age=self.record_age,
            lanes=profile.parallelization,
            failures=around.failures,
        )

    def _function(self, config: Config, around: Surroundings, package: str | None) -> Function:
        return Function(
            self,
            "Function",
            config=config,
            code=around.code,
            layers=[around.layer],
            service=self.name,
            package=package or f"lambdas.{self.name}",
            environment={
                "CLAIMS_BUCKET": around.raw.bucket_name,
                "CONSUMER": self.name,
                **around.positions.environment,
                "QUARANTINE_BUCKET": around.quarantine.bucket_name,
            },
        )

    def _permit(self, around: Surroundings) -> None:
        role = self.function.execution_role
        permit(role, *READ_STREAM, "kinesis:DescribeStreamSummary", on=around.stream.stream_arn)
        around.positions.let(role)
        permit(role, "kms:Decrypt", "kms:GenerateDataKey", on=around.key.key_arn)
        self._permit_claims(around)
        permit_objects(
            role,
            "s3:PutObject",
            bucket=around.quarantine,
            prefix=f"{self.name}/",
            because="A quarantine object is named by its batch; a consumer may only add to its own folder.",
        )

    def _permit_claims(self, around: Surroundings) -> None:
        """Let it fetch what was too large for the stream."""
        role = self.function.execution_role
        # Without it S3 answers 403 for a claim that is missing, which is told less well.
        permit(role, "s3:ListBucket", on=around.raw.bucket_arn)
        permit_objects(
            role,
            "s3:GetObject",
            bucket=around.raw,
            prefix="claims/",
            because="A claim is named by its event and hash; the archived events beside them can't be read.",
        )
