"""Replays: what is to be sent again, the function that sends it, the state machine that runs the function."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_iam import Role
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, IFunction, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.function import Function
from stacks.constructs.permit import permit, permit_objects, permit_tables
from stacks.constructs.replay_machine import ReplayMachine
from stacks.constructs.replay_steps import AT_ONCE, PLANS
from stacks.constructs.table import Table

# A step works for 40 s, behind the lines that were dealt with before and whatever is under way at its end: a
# consumer that it has invoked may take a minute.
TIMEOUT = Duration.seconds(120)
BY_A_MACHINE = {
    "Serverless::Serverless-LambdaDLQ": (
        "Dead letters are for asynchronous calls. The state machine waits for each step, and takes it again."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start. The replay's items and the log say what each step did."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Around:
    """What replays read from and write to, besides their own table."""

    stream: IStream
    raw: IBucket
    answers: IBucket
    key: IKey
    manifest: ITable
    ledgers: Mapping[str, ITable]
    consumers: Mapping[str, IFunction]


class Replays(Construct):
    """What raw holds goes back on the stream, to one consumer, or into tables beside the live ones."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        around: Around,
        code: Code,
        layer: ILayerVersion,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "replay"
        self.table = Table(self, "Table", key="replay", sort_key="item", retain=config.retain_data)
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment=self._environment(around),
            timeout=TIMEOUT,
            answers=BY_A_MACHINE,
        )
        self._permit(around)
        self.machine = ReplayMachine(
            self, "Machine", config=config, function=self.function, answers=around.answers, key=around.key
        )

    def _environment(self, around: Around) -> dict[str, str]:
        ledgers = (f"{name}={table.table_name}" for name, table in around.ledgers.items())
        consumers = (f"{name}={function.function_arn}" for name, function in around.consumers.items())
        return {
            "ANSWERS_BUCKET": around.answers.bucket_name,
            "AT_ONCE": str(AT_ONCE),
            "CONSUMERS": ",".join(consumers),
            "LEDGERS": ",".join(ledgers),
            "MANIFEST_TABLE": around.manifest.table_name,
            "RAW_BUCKET": around.raw.bucket_name,
            "REPLAYS_TABLE": self.table.table_name,
            "STREAM": around.stream.stream_name,
            "STREAM_ARN": around.stream.stream_arn,
        }

    def _permit(self, around: Around) -> None:
        role = self.function.execution_role
        self._permit_tables(role, around.manifest, around.ledgers)
        permit(role, "kinesis:PutRecords", on=around.stream.stream_arn)
        for function in around.consumers.values():
            permit(role, "lambda:InvokeFunction", on=function.function_arn)
        permit(role, "kms:Decrypt", "kms:GenerateDataKey", on=around.key.key_arn)
        _permit_raw(role, around.raw)
        permit_objects(
            role,
            "s3:GetObject",
            "s3:PutObject",
            bucket=around.answers,
            prefix=PLANS,
            because="The parts of a plan are named by their replay.",
        )

    def _permit_tables(self, role: Role, manifest: ITable, ledgers: Mapping[str, ITable]) -> None:
        permit(role, "dynamodb:Query", on=manifest.table_arn)
        permit(
            role,
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=self.table.table_arn,
        )
        for ledger in ledgers.values():
            permit_tables(
                role,
                "dynamodb:BatchGetItem",
                "dynamodb:PartiQLInsert",
                "dynamodb:PutItem",
                beside=ledger,
                because="A generation's tables are made when it is; they bear the name of the live one.",
            )


def _permit_raw(role: Role, raw: IBucket) -> None:
    # Without it S3 answers 403 for what is missing, which is told less well.
    permit(role, "s3:ListBucket", on=raw.bucket_arn)
    permit_objects(
        role,
        "s3:GetObjectVersion",
        bucket=raw,
        prefix="events/",
        because="Firehose names its objects by arrival hour; a replay reads every version.",
    )
    permit_objects(
        role,
        "s3:GetObject",
        bucket=raw,
        prefix="claims/",
        because="A claim is named by its event and hash.",
    )
