"""The queue of calls and events that could not be delivered."""

from aws_cdk import Duration
from aws_cdk.aws_iam import PolicyStatement, ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sqs import Queue, QueueEncryption
from constructs import Construct

from stacks.constructs.nag import acknowledge

NAG_SUPPRESSIONS = {
    "AwsSolutions::AwsSolutions-SQS3": "Dead letters end here; an alarm tells of the first one.",
    "Serverless::Serverless-SQSRedrivePolicy": "Dead letters end here; an alarm tells of the first one.",
}


class DeadLetters(Queue):
    """A queue that keeps messages for as long as SQS can, encrypted, TLS only.

    Under SQS's own key: with one of KMS, its policy would have to let in every service that may fail. Dead
    letters that only their queue moves here may have its `key`.
    """

    def __init__(self, scope: Construct, construct_id: str, *, key: IKey | None = None) -> None:
        super().__init__(
            scope,
            construct_id,
            encryption=QueueEncryption.KMS if key else QueueEncryption.SQS_MANAGED,
            encryption_master_key=key,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        acknowledge(self, NAG_SUPPRESSIONS)

    def grant_send(self, rule_arn: str) -> None:
        """Let EventBridge leave here what a rule could not deliver."""
        self.add_to_resource_policy(
            PolicyStatement(
                principals=[ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": rule_arn}},
            )
        )
