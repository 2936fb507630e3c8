"""Dead letters that wait for somebody, by queue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.stacks import resources, stacks

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_sqs import SQSClient

QUEUE = "AWS::SQS::Queue"


def dead_letters(
    cloudformation: "CloudFormationClient", sqs: "SQSClient", environment: str
) -> dict[str, int]:
    """Count what waits in each queue from which nothing goes on; names are the queues' own."""
    return dict(_counted(cloudformation, sqs, environment))


def _counted(
    cloudformation: "CloudFormationClient", sqs: "SQSClient", environment: str
) -> Iterator[tuple[str, int]]:
    for stack in stacks(cloudformation, environment):
        for url in resources(cloudformation, stack, QUEUE).values():
            told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            if "RedrivePolicy" not in told:
                yield url.rpartition("/")[2], int(told["ApproximateNumberOfMessages"])
