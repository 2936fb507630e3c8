"""What an AWS::IoT::TopicRule does with a message: its action, and for one that fails its error action."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import msgspec

from twin.semantics.properties import Unsupported, parse
from twin.semantics.topic_rule_sql import Publish, TopicQuery, substituted

SQL_VERSION = "2016-03-23"


class KinesisAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """https://docs.aws.amazon.com/iot/latest/developerguide/kinesis-rule-action.html."""

    stream_name: str
    role_arn: str
    partition_key: str


class SqsAction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """https://docs.aws.amazon.com/iot/latest/developerguide/sqs-rule-action.html."""

    queue_url: str
    role_arn: str
    use_base64: bool = False


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """One of them."""

    kinesis: KinesisAction | None = None
    sqs: SqsAction | None = None


class TopicRulePayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """What a template says of a rule."""

    sql: str
    actions: tuple[Action, ...]
    aws_iot_sql_version: str
    error_action: Action | None = None
    rule_disabled: bool = False


class TopicRuleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """Its properties; tags change nothing."""

    topic_rule_payload: TopicRulePayload
    rule_name: str = ""
    tags: object = None


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A rule by its name, its statement taken apart."""

    name: str
    query: TopicQuery
    action: Action
    error_action: SqsAction

    @classmethod
    def from_properties(cls, name: str, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        payload = parse("AWS::IoT::TopicRule", TopicRuleSettings, properties).topic_rule_payload
        if payload.aws_iot_sql_version != SQL_VERSION or len(payload.actions) != 1 or payload.rule_disabled:
            raise Unsupported(f"The twin plays rules of SQL {SQL_VERSION} with one action, not {name}.")
        if payload.error_action is None or payload.error_action.sqs is None:
            raise Unsupported(f"The twin plays rules whose error action is a queue, not {name}.")
        return cls(name, TopicQuery.parse(payload.sql), payload.actions[0], payload.error_action.sqs)

    def partition_key(self, published: Publish) -> str:
        """Return the key under which a message goes on the stream."""
        if self.action.kinesis is None:
            raise Unsupported(f"{self.name} puts nothing on a stream.")
        return substituted(self.action.kinesis.partition_key, published)

    def failure(self, published: Publish, message: str) -> str:
        """Return what the error action gets, "a single message per rule and message".

        https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
        """
        kinesis = self.action.kinesis
        failed = {
            "failedAction": "KinesisAction" if kinesis else "SqsAction",
            "failedResource": kinesis.stream_name if kinesis else self.error_action.queue_url,
            "errorMessage": message,
        }
        return json.dumps(
            {
                "ruleName": self.name,
                "topic": published.topic,
                "clientId": published.client_id,
                "base64OriginalPayload": b64encode(published.payload).decode(),
                "failures": [failed],
            }
        )
