"""What MiniStack's CloudFormation makes of a stack's end and of its next beginning, put right in its process.

By itself it gives a stack that is deployed again the names of the first one, and puts a new table over one
that was kept; it deletes tables that are protected, and buckets with objects in them; and it takes a region's
setting for API Gateway's logs away with the stack that made it.
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from twin.services.internals import internals

PROVISIONERS = "ministack.services.cloudformation.provisioners"
TABLE, BUCKET, STREAM = "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Kinesis::Stream"
LOG_GROUP, API_ACCOUNT = "AWS::Logs::LogGroup", "AWS::ApiGateway::Account"
NAME_BYTES = 4

Create = Callable[..., tuple[str, Mapping[str, Any]]]
Delete = Callable[[str, Mapping[str, Any]], None]


class AlreadyExists(Exception):
    """A service refused a second resource of a name; CloudFormation tells it as the reason."""


class NotDeletable(Exception):
    """A service refused to delete a resource; CloudFormation tells it as the reason."""


def install() -> None:
    """Replace what is listed above; raises NotInstalled if something of it isn't there."""
    types = internals(PROVISIONERS, "_RESOURCE_HANDLERS", "_NAME_SEED", "_provision_resource")
    stacks = internals("ministack.services.cloudformation.stacks", "_provision_keeping_seed")
    tables = internals("ministack.services.dynamodb", "_tables")
    buckets = internals("ministack.services.s3", "_buckets", "_bucket_has_versions")
    streams = internals("ministack.services.kinesis", "_streams")
    logs = internals("ministack.services.cloudwatch_logs", "_log_groups")
    stacks._provision_keeping_seed = _named_anew(types)
    handlers = types._RESOURCE_HANDLERS
    for kind, given, existing in (
        (TABLE, "TableName", tables._tables),
        (STREAM, "Name", streams._streams),
        (LOG_GROUP, "LogGroupName", logs._log_groups),
    ):
        handlers[kind]["create"] = _created_once(handlers[kind]["create"], given, existing)
    handlers[TABLE]["delete"] = _unless_protected(handlers[TABLE]["delete"], tables._tables)
    handlers[BUCKET]["delete"] = _once_empty(handlers[BUCKET]["delete"], buckets)
    handlers[API_ACCOUNT]["delete"] = lambda *_: None


def _named_anew(types: Any) -> Callable[..., Any]:  # noqa: ANN401 (MiniStack has no types)
    """Draw another name for each resource that a stack creates; the seed stays with it for its updates.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
    """

    def provisioned(*arguments: Any) -> tuple[Any, str]:  # noqa: ANN401
        token = types._NAME_SEED.set(secrets.token_hex(NAME_BYTES))
        try:
            return types._provision_resource(*arguments), types._NAME_SEED.get()
        finally:
            types._NAME_SEED.reset(token)

    return provisioned


def _created_once(create: Create, given: str, existing: Mapping[str, Any]) -> Create:
    """Refuse a name that exists, as each service does.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    """

    def created(logical_id: str, properties: Mapping[str, Any], stack: str) -> tuple[str, Mapping[str, Any]]:
        if properties.get(given) in existing:
            raise AlreadyExists(f"{properties[given]} already exists")
        return create(logical_id, properties, stack)

    return created


def _unless_protected(delete: Delete, tables: Mapping[str, Any]) -> Delete:
    """Keep a table under deletion protection, whoever asks.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
    """

    def deleted(name: str, properties: Mapping[str, Any]) -> None:
        if tables.get(name, {}).get("DeletionProtectionEnabled"):
            raise NotDeletable(f"{name} is protected against deletion")
        delete(name, properties)

    return deleted


def _once_empty(delete: Delete, buckets: Any) -> Delete:  # noqa: ANN401 (MiniStack has no types)
    """Keep a bucket that holds an object, or an old version of one.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
    """

    def deleted(name: str, properties: Mapping[str, Any]) -> None:
        if buckets._buckets.get(name, {}).get("objects") or buckets._bucket_has_versions(name):
            raise NotDeletable(f"{name} is not empty")
        delete(name, properties)

    return deleted
