"""CloudFormation's request to a custom resource, and the response.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

ANSWER_SECONDS = 10
# A response is 4,096 bytes at most.
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class ResourceRequest:
    """One request: `kind` is the type of the resource, `action` Create, Update or Delete."""

    kind: str
    action: str
    config_arn: str
    settle_seconds: int
    identity: Mapping[str, str]
    url: str

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "ResourceRequest":
        """Read it from the event."""
        properties = event["ResourceProperties"]
        return cls(
            kind=event["ResourceType"],
            action=event["RequestType"],
            config_arn=properties["ReplicationConfigArn"],
            settle_seconds=int(properties.get("SettleSeconds", 0)),
            identity={name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")},
            url=event["ResponseURL"],
        )

    def response(self, failure: str = "") -> dict[str, Any]:
        """Return the answer; the resource is known by what it is about, so that a retry makes no other."""
        return {
            **self.identity,
            "PhysicalResourceId": f"{self.kind.rpartition('::')[2]}:{self.config_arn}",
            "Status": "FAILED" if failure else "SUCCESS",
            "Reason": failure[:LONGEST_REASON],
        }


Respond = Callable[[ResourceRequest, str], None]


def respond(request: ResourceRequest, failure: str = "") -> None:
    """Put the answer where CloudFormation waits for it: a signed address, whose signature has no type."""
    body = json.dumps(request.response(failure)).encode()
    put = Request(request.url, data=body, method="PUT", headers={"Content-Type": ""})  # noqa: S310 (CloudFormation's)
    with urlopen(put, timeout=ANSWER_SECONDS):  # noqa: S310 (the same)
        pass
