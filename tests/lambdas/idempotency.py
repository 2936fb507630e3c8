"""The records by which Powertools knows what was done already."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def list_records(dynamodb: "DynamoDBClient", table: str) -> list[dict[str, Any]]:
    """Return all records of a table."""
    return list(dynamodb.scan(TableName=table)["Items"])


def let_time_pass(dynamodb: "DynamoDBClient", table: str) -> None:
    """Let every invocation so far be over for longer than it could last."""
    for record in list_records(dynamodb, table):
        dynamodb.update_item(
            TableName=table,
            Key={"id": record["id"]},
            UpdateExpression="SET in_progress_expiration = :long_ago",
            ExpressionAttributeValues={":long_ago": {"N": "0"}},
        )
