"""One stream consumer: its function, and the mapping that feeds it."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import READ_STREAM, grant, grant_objects
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.positions import PositionsTable
from stacks.constructs.stream.stream_mapping import StreamMapping
from stacks.profiles import Profile


@dataclass(frozen=True, kw_only=True)
class ConsumerDependencies:
    """The resources that every consumer reads from and writes to."""

    stream: IStream
    raw: IBucket
    quarantine: IBucket
    failures: IBucket
    positions: PositionsTable
    key: IKey
    code: Code
    layer: ILayerVersion


class Consumer(Construct):
    """A function that works through the stream with the `handler` of a package; subclasses add its table."""

    table: DynamoTable
    late = Duration.minutes(10)

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        config: Config,
        dependencies: ConsumerDependencies,
        profile: Profile,
        source_arn: str | None = None,
        package: str | None = None,
        retries: int | None = None,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.namespace = config.namespace
        self.window = Duration.seconds(profile.batch_window_seconds)
        self.record_age = Duration.hours(config.record_age_hours)
        self.function = self._function(config, dependencies, package)
        self._grant(dependencies)
        self.mapping = StreamMapping(
            self,
            "Mapping",
            config=config,
            function=self.function,
            source_arn=source_arn or dependencies.stream.stream_arn,
            batch_size=profile.batch_size,
            window=self.window,
            record_age=self.record_age,
            lanes=profile.parallelization,
            failures=dependencies.failures,
            retries=retries,
        )

    def _function(self, config: Config, dependencies: ConsumerDependencies, package: str | None) -> Function:
        return Function(
            self,
            "Function",
            config=config,
            code=dependencies.code,
            layers=[dependencies.layer],
            service=self.name,
            package=package or f"lambdas.{self.name}",
            environment={
                "CLAIMS_BUCKET": dependencies.raw.bucket_name,
                "CONSUMER": self.name,
                **config.time_environment,
                **dependencies.positions.environment,
                "QUARANTINE_BUCKET": dependencies.quarantine.bucket_name,
            },
        )

    def _grant(self, dependencies: ConsumerDependencies) -> None:
        role = self.function.execution_role
        grant(role, *READ_STREAM, "kinesis:DescribeStreamSummary", on=dependencies.stream.stream_arn)
        dependencies.positions.grant_write(role)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=dependencies.key.key_arn)
        self._grant_claims(dependencies)
        grant_objects(
            role,
            "s3:PutObject",
            bucket=dependencies.quarantine,
            prefix=f"{self.name}/",
            because="A quarantine object is named by its batch; a consumer may only add to its own folder.",
        )

    def _grant_claims(self, dependencies: ConsumerDependencies) -> None:
        """Let it fetch what was too large for the stream."""
        role = self.function.execution_role
        # Without it S3 answers 403 for a claim that is missing, which hides the cause.
        grant(role, "s3:ListBucket", on=dependencies.raw.bucket_arn)
        grant_objects(
            role,
            "s3:GetObject",
            bucket=dependencies.raw,
            prefix="claims/",
            because="A claim is named by its event and hash; the archived events beside them can't be read.",
        )
