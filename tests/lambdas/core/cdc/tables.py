"""The table of current rows as the stack makes it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

STATE = "state"
KEY = ("source_table", "row_key")


def create_state(dynamodb: "DynamoDBClient") -> "DynamoDBClient":
    """Create the table."""
    dynamodb.create_table(
        TableName=STATE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in KEY],
        KeySchema=[
            {"AttributeName": KEY[0], "KeyType": "HASH"},
            {"AttributeName": KEY[1], "KeyType": "RANGE"},
        ],
    )
    return dynamodb
