"""Dead letters that wait for somebody, by queue."""

from typing import TYPE_CHECKING

from sluice.letters.queues import letter_boxes

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_sqs import SQSClient


def dead_letters(
    cloudformation: "CloudFormationClient", sqs: "SQSClient", environment: str
) -> dict[str, int]:
    """Count what waits in each queue from which nothing goes on; names are the queues' own."""
    return {each.deployed: each.letters for each in letter_boxes(cloudformation, sqs, environment)}
