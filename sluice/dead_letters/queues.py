"""Find the queues of an environment in which dead letters end."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.cloud import NotNow
from sluice.stacks import resources, stacks

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_sqs import SQSClient

HASH = re.compile(r"[0-9A-F]{8}$")
"""CDK ends a logical id with it: https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html"""


class NoSuchQueue(NotNow):
    """A name that no queue of dead letters has."""


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """A queue of dead letters; `source` is the ARN of the queue that they come from, if they do."""

    name: str
    url: str
    arn: str
    letters: int
    source: str | None

    @property
    def deployed(self) -> str:
        """The name that it was given when it was deployed."""
        return self.arn.rpartition(":")[2]


def list_queues(
    cloudformation: "CloudFormationClient", sqs: "SQSClient", environment: str
) -> list[DeadLetterQueue]:
    """Return those queues that have no dead letters of their own: in this house letters end there.

    Raises NotDeployed.
    """
    names = dict(_queues(cloudformation, environment))
    attributes = {url: _attributes(sqs, url) for url in names}
    sources = {
        json.loads(each["RedrivePolicy"])["deadLetterTargetArn"]: each["QueueArn"]
        for each in attributes.values()
        if "RedrivePolicy" in each
    }
    return [
        DeadLetterQueue(
            name=names[url],
            url=url,
            arn=each["QueueArn"],
            letters=int(each["ApproximateNumberOfMessages"]),
            source=sources.get(each["QueueArn"]),
        )
        for url, each in attributes.items()
        if "RedrivePolicy" not in each
    ]


def find_queue(queues: list[DeadLetterQueue], name: str) -> DeadLetterQueue:
    """Return the queue of a name, ours or the deployed one; raises NoSuchQueue."""
    for each in queues:
        if name in (each.name, each.deployed):
            return each
    known = ", ".join(each.name for each in queues)
    raise NoSuchQueue(f"there is no queue of dead letters {name}: there are {known}")


def _queues(cloudformation: "CloudFormationClient", environment: str) -> Iterator[tuple[str, str]]:
    for stack in stacks(cloudformation, environment):
        for logical_id, url in resources(cloudformation, stack, "AWS::SQS::Queue").items():
            yield url, HASH.sub("", logical_id)


def _attributes(sqs: "SQSClient", url: str) -> dict[str, str]:
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {str(name): value for name, value in found.items()}
