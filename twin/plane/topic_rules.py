"""AWS IoT's rules engine: what a device publishes goes where the rules of the deployment say."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from twin.loopback import ACCOUNT, REGION
from twin.permissions.authorizer import Principal
from twin.semantics.topic_rules import TopicRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twin.plane.clients import PlaneClients
    from twin.resolve import Resolved
    from twin.semantics.topic_rule_sql import Publish
    from twin.semantics.topic_rules import KinesisAction, SqsAction


FULL: Any = {
    "Error": {"Code": "ProvisionedThroughputExceededException", "Message": "as a fault of this run wants it"}
}


@dataclass(frozen=True, slots=True)
class RulesEngine:
    """Does the actions of each rule that takes a message, under the role that the action names.

    `stream_full` says of each message that goes on a stream whether it is refused.
    """

    rules: Sequence[TopicRule]
    clients: PlaneClients
    stream_full: Iterator[bool] = field(default_factory=lambda: repeat(False))

    def publish(self, published: Publish) -> int:
        """Bring a message to all its rules; return how many took it. An error action that fails raises."""
        taking = [rule for rule in self.rules if rule.query.takes(published)]
        for rule in taking:
            try:
                self._act(rule, published)
            except (BotoCoreError, ClientError) as error:
                self._send(rule.error_action, rule.failure(published, str(error)))
        return len(taking)

    def _act(self, rule: TopicRule, published: Publish) -> None:
        if rule.action.kinesis:
            self._put(rule.action.kinesis, rule.partition_key(published), rule.query.result(published))
        elif rule.action.sqs:
            self._send(rule.action.sqs, rule.query.result(published).decode())

    def _put(self, action: KinesisAction, key: str, data: bytes) -> None:
        if next(self.stream_full):
            raise ClientError(FULL, "PutRecord")
        role = self.clients.acting_as(Principal.role(action.role_arn))
        role.kinesis.put_record(StreamName=action.stream_name, Data=data, PartitionKey=key)

    def _send(self, action: SqsAction, body: str) -> None:
        name = action.queue_url.rpartition("/")[2]
        role = self.clients.acting_as(Principal.role(action.role_arn))
        role.queues.send(f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}", body, {})


def topic_rules(app: Resolved) -> list[TopicRule]:
    """Return the rules of a deployed app; raises Unsupported for what the twin can't play of them."""
    declared = app.resources("AWS::IoT::TopicRule")
    return [TopicRule.from_properties(one.physical_id, one.properties) for one in declared]
