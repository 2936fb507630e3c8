"""Replays: what is to be sent again, the function that sends it, the state machine that runs the function."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk.aws_dynamodb import ITable
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_lambda import Code, ILayerVersion
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.function import Function
from stacks.constructs.permit import permit, permit_objects, permit_tables
from stacks.constructs.replay_machine import ReplayMachine
from stacks.constructs.replay_steps import AT_ONCE, PLANS
from stacks.constructs.table import Table

# A step works for 40 s, behind the lines that were dealt with before and whatever is under way at its end.
TIMEOUT = Duration.seconds(120)
BY_A_MACHINE = {
    "Serverless::Serverless-LambdaDLQ": (
        "Dead letters are for asynchronous calls. The state machine waits for each step, and takes it again."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start. The replay's items and the log say what each step did."
    ),
}


class Replays(Construct):
    """What raw holds goes back on the stream, or into tables of a generation beside the live ones."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        stream: IStream,
        raw: IBucket,
        answers: IBucket,
        key: IKey,
        manifest: ITable,
        ledgers: Mapping[str, ITable],
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
            environment={
                "ANSWERS_BUCKET": answers.bucket_name,
                "AT_ONCE": str(AT_ONCE),
                "LEDGERS": ",".join(f"{name}={table.table_name}" for name, table in ledgers.items()),
                "MANIFEST_TABLE": manifest.table_name,
                "RAW_BUCKET": raw.bucket_name,
                "REPLAYS_TABLE": self.table.table_name,
                "STREAM": stream.stream_name,
            },
            timeout=TIMEOUT,
            answers=BY_A_MACHINE,
        )
        self._permit_tables(manifest, ledgers)
        self._permit_data(stream, raw, answers, key)
        self.machine = ReplayMachine(
            self, "Machine", config=config, function=self.function, answers=answers, key=key
        )

    def _permit_tables(self, manifest: ITable, ledgers: Mapping[str, ITable]) -> None:
        role = self.function.execution_role
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

    def _permit_data(self, stream: IStream, raw: IBucket, answers: IBucket, key: IKey) -> None:
        role = self.function.execution_role
        permit(role, "kinesis:PutRecords", on=stream.stream_arn)
        permit(role, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)
        # Without it S3 answers 403 for what is missing, and that could as well be a passing fault.
        permit(role, "s3:ListBucket", on=raw.bucket_arn)
        permit_objects(
            role,
            "s3:GetObjectVersion",
            bucket=raw,
            prefix="sales/",
            because="Firehose names its objects by arrival hour; a replay reads every version.",
        )
        permit_objects(
            role,
            "s3:GetObject",
            bucket=raw,
            prefix="claims/",
            because="A claim is named by its sale and hash.",
        )
        permit_objects(
            role,
            "s3:GetObject",
            "s3:PutObject",
            bucket=answers,
            prefix=PLANS,
            because="The parts of a plan are named by their replay.",
        )
