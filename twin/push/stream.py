"""Asks Kinesis as an integration does, and hands its answer on whatever it is."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from twin.semantics.gateway_answers import Rejected

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

# boto3 doesn't let a request without these out. The words are those that users of Kinesis report:
# https://github.com/snowplow/enrich/issues/377 https://github.com/sequinstream/sequin/issues/2075
REQUIRED = {"PartitionKey": "partitionKey", "Data": "data"}
# https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html#Streams-PutRecord-request-ExplicitHashKey
HASH_KEY = r"0|([1-9]\d{0,38})"


def put_record(kinesis: KinesisClient, call: str) -> tuple[int, str]:
    """Return the status and the body of the answer; raise Rejected if there is none."""
    asked = json.loads(call)
    if missing := [name for member, name in REQUIRED.items() if member not in asked]:
        return 400, json.dumps(_invalid("null", missing[0], "Member must not be null"))
    hash_key = asked.get("ExplicitHashKey", "0")
    if not re.fullmatch(HASH_KEY, hash_key, re.ASCII):
        why = f"Member must satisfy regular expression pattern: {HASH_KEY}"
        return 400, json.dumps(_invalid(f"'{hash_key}'", "explicitHashKey", why))
    try:
        put = kinesis.put_record(
            StreamName=asked["StreamName"],
            Data=b64decode(asked["Data"]),
            PartitionKey=asked["PartitionKey"],
        )
    except ClientError as refused:
        return _status(refused), json.dumps(_error(refused))
    except BotoCoreError as fault:
        raise Rejected("INTEGRATION_FAILURE", str(fault)) from fault
    return 200, json.dumps({"ShardId": put["ShardId"], "SequenceNumber": put["SequenceNumber"]})


def _invalid(value: str, member: str, constraint: str) -> dict[str, str]:
    why = f"Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    return {"__type": "ValidationException", "message": f"1 validation error detected: {why}"}


def _status(refused: ClientError) -> int:
    return refused.response["ResponseMetadata"]["HTTPStatusCode"]


def _error(refused: ClientError) -> dict[str, str]:
    """As it stands in an answer of the JSON protocol."""
    error = refused.response["Error"]
    return {"__type": error["Code"], "message": error["Message"]}
