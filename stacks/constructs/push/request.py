"""The request to Kinesis: the event as it was posted, if its sender may send it.

A template of a request can't answer by itself. Of an event that isn't the key's own, Kinesis is asked to put
nothing under no key: it refuses that ("PartitionKey: Required: Yes"), and says so in the words by which
responses.py knows a foreign event.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
"""

import json
from collections.abc import Mapping

# A key that isn't in the map has no sender, and to Velocity a method of nothing is no.
# `equals` is Java's, of one string with another: `==` compares what things look like as text.
# https://velocity.apache.org/engine/2.3/user-guide.html#relational-and-logical-operators
PUT_RECORD = """\
#set($senders = {senders})
#if($senders.get($context.identity.apiKeyId).equals($input.path('$.{partition}')))
{{"StreamName": "{stream}", "PartitionKey": $input.json('$.{partition}'),
 "Data": "$util.base64Encode($input.body)"}}
#else
{{"StreamName": "{stream}", "Data": ""}}
#end"""


def render_request(*, senders: Mapping[str, str], stream: str, partition: str) -> str:
    """Return the template; `senders`: by the id of each key, the partition whose events it may send."""
    return PUT_RECORD.format(senders=json.dumps(dict(senders)), stream=stream, partition=partition)
