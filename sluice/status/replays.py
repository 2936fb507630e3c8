"""The replay that is under way, if one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

ACTIVE, RUN, CHUNK = "active", "run", "chunk/"


@dataclass(frozen=True, slots=True)
class Replay:
    """What is replayed, of [start, end) by arrival, and how much of it is sent or left out so far."""

    id: str
    state: str
    start: str
    end: str
    records: int
    sent: int
    left_out: int


def under_way(dynamodb: "DynamoDBClient", table: str) -> list[Replay]:
    """One at a time has the stream's headroom, running or paused: the one that the lock names."""
    if not (lock := _item(dynamodb, table, ACTIVE)):
        return []
    name = lock["id"]["S"]
    header = _item(dynamodb, table, name)
    return [_replay(name, header, list(_chunks(dynamodb, table, name)))] if header else []


def _replay(name: str, header: dict[str, Any], chunks: list[dict[str, Any]]) -> Replay:
    return Replay(
        id=name,
        state=header["state"]["S"],
        start=header["from"]["S"],
        end=header["to"]["S"],
        records=int(header.get("records", {}).get("N", 0)),
        sent=sum(int(each["sent"]["N"]) for each in chunks),
        left_out=sum(int(each["left_out"]["N"]) for each in chunks),
    )


def _item(dynamodb: "DynamoDBClient", table: str, replay: str) -> dict[str, Any] | None:
    key = {"replay": {"S": replay}, "item": {"S": RUN}}
    return dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def _chunks(dynamodb: "DynamoDBClient", table: str, replay: str) -> Iterator[dict[str, Any]]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="replay = :replay AND begins_with(#item, :chunk)",
        ExpressionAttributeNames={"#item": "item"},
        ExpressionAttributeValues={":replay": {"S": replay}, ":chunk": {"S": CHUNK}},
    )
    for page in pages:
        yield from page["Items"]
