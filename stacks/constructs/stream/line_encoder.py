"""The function by which every record of a stream becomes one line of its archive."""

from aws_cdk import Duration, Size
from aws_cdk.aws_iam import Role
from aws_cdk.aws_kinesisfirehose import IDataProcessor, LambdaFunctionProcessor
from aws_cdk.aws_lambda import Code, ILayerVersion
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.grant import grant

# In base64, and once more if all of it has to be encoded, it is less than a third of the 6 MB that
# Lambda takes and returns: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
AT_ONCE = Size.mebibytes(1)
LONGEST_WAIT_SECONDS = 60
RETRIES = 3
NAG_SUPPRESSIONS = {
    "Serverless::Serverless-LambdaDLQ": (
        "Dead letters are for asynchronous calls. Firehose waits for the answer, tries again, and puts what"
        " isn't answered under errors/, from where it goes back on the stream."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: Firehose passes no trace on."
    ),
}


class LineEncoder(Construct):
    """A function that Firehose calls with what it has read, before it delivers that."""

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, code: Code, layer: ILayerVersion
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = "line_encoder"
        self._wait = min(LONGEST_WAIT_SECONDS, config.profile.buffer_seconds)
        self.function = Function(
            self,
            "Function",
            config=config,
            code=code,
            layers=[layer],
            service=self.name,
            environment={},
            suppressions=NAG_SUPPRESSIONS,
        )

    def processor(self) -> IDataProcessor:
        """Return what a delivery stream is told about it."""
        return LambdaFunctionProcessor(
            self.function,
            buffer_interval=Duration.seconds(self._wait),
            buffer_size=AT_ONCE,
            retries=RETRIES,
        )

    def grant_invoke(self, role: Role) -> None:
        """Let Firehose call it, by the name that the processor gives.

        https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3
        """
        grant(
            role,
            "lambda:GetFunctionConfiguration",
            "lambda:InvokeFunction",
            on=self.function.function_arn,
        )
