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
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant, grant_objects, grant_tables_beside
from stacks.constructs.replay.replay_machine import ReplayMachine
from stacks.constructs.replay.replay_steps import AT_ONCE, PLANS
from stacks.constructs.storage.table import DynamoTable

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
class ReplayDependencies:
    """The resources that replays read from and write to, besides their own table."""

    stream: IStream
    raw: IBucket
    query_results: IBucket
    key: IKey
    manifest: ITable
    ledgers: Mapping[str, ITable]
    consumers: Mapping[str, IFunction]


class ReplayWorkflow(Construct):
    """Replays of the raw bucket: onto the stream, to one consumer, or into tables beside the live ones."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        dependencies: ReplayDependencies,
        code: Code,
        layer: ILayerVersion,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "replay"
        self.table = DynamoTable(self, "Table", key="replay", sort_key="item", retain=config.retain_data)
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment=self._environment(dependencies) | config.time_environment,
            timeout=TIMEOUT,
            suppressions=BY_A_MACHINE,
        )
        self._grant(dependencies)
        self.machine = ReplayMachine(
            self,
            "Machine",
            config=config,
            function=self.function,
            query_results=dependencies.query_results,
            key=dependencies.key,
        )

    def _environment(self, dependencies: ReplayDependencies) -> dict[str, str]:
        ledgers = [f"{name}={table.table_name}" for name, table in dependencies.ledgers.items()]
        consumers = [f"{name}={function.function_arn}" for name, function in dependencies.consumers.items()]
        # Lambda takes no variable without a value.
        readers = {"CONSUMERS": consumers, "LEDGERS": ledgers}
        return {
            **{variable: ",".join(each) for variable, each in readers.items() if each},
            "ANSWERS_BUCKET": dependencies.query_results.bucket_name,
            "AT_ONCE": str(AT_ONCE),
            "MANIFEST_TABLE": dependencies.manifest.table_name,
            "RAW_BUCKET": dependencies.raw.bucket_name,
            "REPLAYS_TABLE": self.table.table_name,
            "STREAM": dependencies.stream.stream_name,
            "STREAM_ARN": dependencies.stream.stream_arn,
        }

    def _grant(self, dependencies: ReplayDependencies) -> None:
        role = self.function.execution_role
        self._grant_tables(role, dependencies.manifest, dependencies.ledgers)
        grant(role, "kinesis:PutRecords", on=dependencies.stream.stream_arn)
        for function in dependencies.consumers.values():
            grant(role, "lambda:InvokeFunction", on=function.function_arn)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=dependencies.key.key_arn)
        _grant_raw(role, dependencies.raw)
        grant_objects(
            role,
            "s3:GetObject",
            "s3:PutObject",
            bucket=dependencies.query_results,
            prefix=PLANS,
            because="The parts of a plan are named by their replay.",
        )

    def _grant_tables(self, role: Role, manifest: ITable, ledgers: Mapping[str, ITable]) -> None:
        grant(role, "dynamodb:Query", on=manifest.table_arn)
        grant(
            role,
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=self.table.table_arn,
        )
        for ledger in ledgers.values():
            grant_tables_beside(
                role,
                "dynamodb:BatchGetItem",
                "dynamodb:PartiQLInsert",
                "dynamodb:PutItem",
                beside=ledger,
                because="A generation's tables are made when it is; they bear the name of the live one.",
            )


def _grant_raw(role: Role, raw: IBucket) -> None:
    # Without it S3 answers 403 for what is missing, which hides the cause.
    grant(role, "s3:ListBucket", on=raw.bucket_arn)
    grant_objects(
        role,
        "s3:GetObjectVersion",
        bucket=raw,
        prefix="events/",
        because="Firehose names its objects by arrival hour; a replay reads every version.",
    )
    grant_objects(
        role,
        "s3:GetObject",
        bucket=raw,
        prefix="claims/",
        because="A claim is named by its event and hash.",
    )
