"""What MiniStack's streams lack, put into its process.

By itself it tells a table's stream nothing of what PartiQL inserts, and its CloudFormation doesn't know the
consumers with enhanced fan-out that its Kinesis knows.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from twin.services.internals import internals

CONSUMER = "AWS::Kinesis::StreamConsumer"
OK = 200

Answer = tuple[int, Any, Any]
Insert = Callable[[Mapping[str, Any], Mapping[str, Any]], Answer]


class NotRegistered(Exception):
    """Kinesis refused a consumer; CloudFormation tells it as the reason why the stack failed."""


def install() -> None:
    """Replace and add what is missing; raises NotInstalled if its place isn't there."""
    tables = internals("ministack.services.dynamodb", "_partiql_insert", "_emit_stream_event")
    kinesis = internals("ministack.services.kinesis", "_register_consumer", "_deregister_consumer")
    types = internals("ministack.services.cloudformation.provisioners", "_RESOURCE_HANDLERS")
    tables._partiql_insert = _streamed(tables._partiql_insert, tables._emit_stream_event)
    types._RESOURCE_HANDLERS[CONSUMER] = {
        "create": _registering(kinesis._register_consumer),
        "delete": lambda arn, _: kinesis._deregister_consumer({"ConsumerARN": arn}),
    }


def _streamed(insert: Insert, emit: Callable[..., None]) -> Insert:
    """A PartiQL insert appears in the stream like a put; one in a transaction too, even if that fails.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    """

    def inserted(table: Mapping[str, Any], statement: Mapping[str, Any]) -> Answer:
        answer = insert(table, statement)
        if answer[0] == OK:
            item = statement["item"]
            emit(table["TableName"], "INSERT", None, item["M"] if set(item) == {"M"} else item)
        return answer

    return inserted


def _registering(
    register: Callable[[Mapping[str, Any]], Answer],
) -> Callable[[str, Mapping[str, Any], str], tuple[str, Mapping[str, Any]]]:
    """Creates a consumer; its Ref is its ARN.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kinesis-streamconsumer.html
    """

    def created(_: str, properties: Mapping[str, Any], __: str) -> tuple[str, Mapping[str, Any]]:
        status, _headers, body = register(properties)
        if status != OK:
            raise NotRegistered(body)
        consumer = json.loads(body)["Consumer"]
        return consumer["ConsumerARN"], consumer

    return created
