"""The event bus."""

from aws_cdk import CfnResource, Duration, Stack
from aws_cdk.aws_events import EventBus, EventPattern, IEventBus
from aws_cdk.aws_iam import Role
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant, grant_objects

SOURCE = "sluice"


class ArchivedBus(EventBus):
    """A bus that is closed to other accounts and archives every event, for so many days."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config, archive_days: int) -> None:
        super().__init__(scope, construct_id, description=f"What happens in Sluice {config.environment}")
        self._deny_other_accounts()
        self.archived = self.archive(
            "Archive",
            description="Every event, to be replayed",
            event_pattern=EventPattern(source=[SOURCE]),
            retention=Duration.days(archive_days),
        )

    def _deny_other_accounts(self) -> None:
        """By the bare resource: CDK's own warns of a property that it sets itself."""
        CfnResource(
            self,
            "NobodyFromOutside",
            type="AWS::Events::EventBusPolicy",
            properties={
                "EventBusName": self.event_bus_name,
                "StatementId": "NobodyFromOutside",
                "Statement": {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": ["events:PutEvents", "events:PutRule", "events:PutTargets"],
                    # The rules of a bus have ARNs of their own, and the last two actions take no other.
                    "Resource": [self.event_bus_arn, self._every_rule()],
                    "Condition": {
                        "StringNotEquals": {"aws:PrincipalAccount": Stack.of(self).account},
                        # A service has no account: a replay must reach its bus.
                        "Bool": {"aws:PrincipalIsAWSService": "false"},
                    },
                },
            },
        )

    def _every_rule(self) -> str:
        name = f"{self.event_bus_name}/*"
        return Stack.of(self).format_arn(service="events", resource="rule", resource_name=name)


def grant_publish(role: Role, bus: IEventBus, raw: IBucket) -> None:
    """Let `role` put events on the bus, and put beside it those that are too large."""
    grant(role, "events:PutEvents", on=bus.event_bus_arn)
    grant_objects(
        role,
        "s3:PutObject",
        bucket=raw,
        prefix="claims/events/",
        because="An event too large for the bus is named by its id and hash; it may be added only.",
    )
