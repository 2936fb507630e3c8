"""The function that starts and stops a replication."""

from aws_cdk import Duration
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from stacks.config import Config
from stacks.constructs.functions.function import Function
from stacks.constructs.stream.consumer import ConsumerDependencies

TIMEOUT = Duration.minutes(15)
BY_CLOUDFORMATION = {
    "Serverless::Serverless-LambdaTracing": (
        "Tracing adds its daemon to each start and has no caller to follow: CloudFormation passes none on."
    ),
}


class ReplicationOperator(Function):
    """The function of the custom resource, outside of the network, where it reaches CloudFormation."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        dependencies: ConsumerDependencies,
        dead_letters: IQueue,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            config=config,
            code=dependencies.code,
            layers=[dependencies.layer],
            service="replication",
            environment={},
            dead_letters=dead_letters,
            suppressions=BY_CLOUDFORMATION,
            timeout=TIMEOUT,
        )
