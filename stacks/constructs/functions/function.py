"""Functions with the defaults of this project."""

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_lambda import Code, ILayerVersion, LoggingFormat
from aws_cdk.aws_lambda import Function as BaseFunction
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.code import ARCHITECTURE, RUNTIME
from stacks.constructs.functions.placement import Placement, grant_network_interfaces
from stacks.constructs.grant import grant
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge

TIMEOUT = Duration.seconds(60)
MEMORY_MEBIBYTES = 512

LATEST_RUNTIME = "Python 3.12 is supported until October 2028; the layer's compiled wheels are built for it."
NAG_SUPPRESSIONS = {
    "AwsSolutions::AwsSolutions-L1": LATEST_RUNTIME,
    "Serverless::Serverless-LambdaLatestVersion": LATEST_RUNTIME,
}
BY_A_MAPPING = {
    "Serverless::Serverless-LambdaDLQ": (
        "Dead letters are for asynchronous calls. Only an event source mapping calls this function, and a"
        " replay that waits for its answer. What the mapping gives up goes whole to the failure archive, or"
        " to its queue's dead letters."
    ),
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: a mapping passes no trace on."
        " The mapping's own metrics say where records wait, sequence numbers what became of each."
    ),
}


class Function(BaseFunction):
    """A function that runs the `handler` of a package on arm64, under a role that may only write its logs.

    With a `placement` it reaches only what its network does.

    A mapping calls it, unless `answers` say to the rule packs who else does. `dead_letters` take what failed
    whenever an asynchronous caller had it tried:
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        code: Code,
        layers: Sequence[ILayerVersion],
        service: str,
        environment: Mapping[str, str],
        dead_letters: IQueue | None = None,
        suppressions: Mapping[str, str] = BY_A_MAPPING,
        package: str | None = None,
        timeout: Duration = TIMEOUT,
        placement: Placement | None = None,
    ) -> None:
        log = Log(scope, f"{construct_id}Log", config=config)
        self.execution_role = _role(scope, f"{construct_id}Role", log)
        if placement:
            grant_network_interfaces(self.execution_role)
        super().__init__(
            scope,
            construct_id,
            architecture=ARCHITECTURE,
            code=code,
            dead_letter_queue=dead_letters,
            environment={**environment, **_powertools(config, service)},
            handler=f"{package or f'lambdas.core.{service}'}.handler.lambda_handler",
            layers=list(layers),
            log_group=log,
            logging_format=LoggingFormat.JSON,
            memory_size=MEMORY_MEBIBYTES,
            reserved_concurrent_executions=config.reserved_concurrency,
            role=self.execution_role,
            runtime=RUNTIME,
            timeout=timeout,
            **(placement.arguments if placement else {}),
        )
        acknowledge(self, {**NAG_SUPPRESSIONS, **suppressions})


def _role(scope: Construct, construct_id: str, log: Log) -> Role:
    role = Role(scope, construct_id, assumed_by=ServicePrincipal("lambda.amazonaws.com"))
    grant(role, "logs:CreateLogStream", "logs:PutLogEvents", on=log.log_group_arn)
    return role


def _powertools(config: Config, service: str) -> dict[str, str]:
    return {
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": config.namespace,
        "POWERTOOLS_SERVICE_NAME": service,
    }
