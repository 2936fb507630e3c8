"""Topics of alarms."""

from aws_cdk import Stack
from aws_cdk.aws_iam import ServicePrincipal
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_sns import Topic as BaseTopic
from constructs import Construct


class AlarmTopic(BaseTopic):
    """An encrypted topic, TLS only, and open to the alarms of this account.

    The grant reaches the key too. CloudWatch can't use AWS's own key for SNS, whose policy nobody can change:
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """

    def __init__(self, scope: Construct, construct_id: str, *, key: IKey) -> None:
        super().__init__(scope, construct_id, enforce_ssl=True, master_key=key)
        alarms = ServicePrincipal(
            "cloudwatch.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
        )
        self.grant_publish(alarms)
