"""The points ledger: what each sale earned its member, and what the member has."""

from typing import TYPE_CHECKING

from domain.accounts import member_account

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

BY_MEMBER = "by_member"


class Points:
    """Points by member: the sum of the member's rows."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def balance(self, loyalty_id: str) -> int:
        """Return what a member has now, give or take the moment that a global index lags behind its table.

        What says nothing, such as `nan`, is no member's id, whatever rows name it.
        """
        if member_account(loyalty_id) is None:
            return 0
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BY_MEMBER,
            KeyConditionExpression="loyalty_id = :member",
            ExpressionAttributeValues={":member": {"S": loyalty_id}},
        )
        return sum(int(item["points"]["N"]) for page in pages for item in page["Items"])
