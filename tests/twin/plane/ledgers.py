"""A table with a stream, in this process."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Ledger:
    """A table of entries, each inserted once."""

    dynamodb: "DynamoDBClient"
    stream_arn: str

    @classmethod
    def create(cls) -> "Ledger":
        dynamodb = boto3.Session("testing", "testing", region_name="eu-central-1").client("dynamodb")
        made = dynamodb.create_table(
            TableName="ledger",
            KeySchema=[{"AttributeName": "entry", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "entry", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        return cls(dynamodb, made["TableDescription"]["LatestStreamArn"])

    def insert(self, *entries: str) -> None:
        for entry in entries:
            self.dynamodb.put_item(TableName="ledger", Item={"entry": {"S": entry}})


def entries_of(event: dict[str, Any]) -> list[str]:
    """The entries whose inserts a function is told."""
    return [each["dynamodb"]["NewImage"]["entry"]["S"] for each in event["Records"]]
