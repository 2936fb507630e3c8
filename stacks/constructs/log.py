"""Log groups that end."""

from aws_cdk import RemovalPolicy
from aws_cdk.aws_logs import LogGroup
from constructs import Construct

from stacks.config import Config


class Log(LogGroup):
    """A log group that keeps what the environment says and goes with its stack.

    Its name is generated, unless a service makes it up for itself or wants it below a prefix.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, name: str | None = None
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            log_group_name=name,
            removal_policy=RemovalPolicy.DESTROY,
            retention=config.log_retention,
        )
