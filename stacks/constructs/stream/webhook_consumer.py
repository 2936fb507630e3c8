"""The consumer that tells a webhook, and the table of what it has told."""

from aws_cdk import CfnParameter, Duration
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.storage.table import DynamoTable
from stacks.constructs.stream.consumer import Consumer, ConsumerDependencies

# What is forgotten would be told again by a replay, and what replays read is kept for good. Only alerts are
# remembered: a small row each.
WINDOW = Duration.days(3_650)
# A webhook may be away for longer than any number of retries takes: a record's age ends them, and pages long
# before. https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
UNTIL_TOO_OLD = -1


class WebhookConsumer(Consumer):
    """A consumer that may remember, and forget what it could not tell."""

    def __init__(
        self, scope: Construct, name: str, *, config: Config, dependencies: ConsumerDependencies, url: str
    ) -> None:
        super().__init__(
            scope,
            name,
            config=config,
            dependencies=dependencies,
            profile=config.profile,
            package="lambdas.core.webhook",
            retries=UNTIL_TOO_OLD,
        )
        # As Powertools wants it.
        self.table = DynamoTable(self, "Told", key="id", retain=config.retain_data, expires="expiration")
        for variable, value in self._variables(scope, url).items():
            self.function.add_environment(variable, value)
        grant(
            self.function.execution_role,
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            on=self.table.table_arn,
        )

    def _variables(self, scope: Construct, url: str) -> dict[str, str]:
        """Both may be told otherwise at deploy: a template holds no secret."""
        address = CfnParameter(scope, "WebhookUrl", default=url, description="Where alerts are posted.")
        token = CfnParameter(
            scope,
            "WebhookToken",
            default="",
            description="The bearer token that the webhook wants, if any.",
            no_echo=True,
        )
        return {
            "ALERT_WINDOW_SECONDS": str(int(WINDOW.to_seconds())),
            "IDEMPOTENCY_TABLE": self.table.table_name,
            "WEBHOOK_TOKEN": token.value_as_string,
            "WEBHOOK_URL": address.value_as_string,
        }
