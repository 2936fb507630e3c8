"""What `sam local generate-event` makes for each source of records."""

from typing import Any

KINESIS: dict[str, Any] = {
    "kinesis": {
        "partitionKey": "partitionKey-03",
        "kinesisSchemaVersion": "1.0",
        "data": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0IDEyMy4=",
        "sequenceNumber": "49545115243490985018280067714973144582180062593244200961",
        "approximateArrivalTimestamp": 1428537600,
    },
    "eventSource": "aws:kinesis",
    "eventID": "shardId-000000000000:49545115243490985018280067714973144582180062593244200961",
    "invokeIdentityArn": "arn:aws:iam::EXAMPLE",
    "eventVersion": "1.0",
    "eventName": "aws:kinesis:record",
    "eventSourceARN": "arn:aws:kinesis:EXAMPLE",
    "awsRegion": "us-east-1",
}
TABLE: dict[str, Any] = {
    "eventID": "c4ca4238a0b923820dcc509a6f75849b",
    "eventName": "INSERT",
    "eventSource": "aws:dynamodb",
    "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/Example/stream/2015-06-27T00:48:05.899",
    "dynamodb": {
        "Keys": {"Id": {"N": "101"}},
        "NewImage": {"Message": {"S": "New item!"}, "Id": {"N": "101"}},
        "ApproximateCreationDateTime": 1428537600,
        "SequenceNumber": "4421584500000000017450439091",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    },
}
QUEUE: dict[str, Any] = {
    "messageId": "19dd0b57-b21e-4ac1-bd88-01bbb068cb78",
    "receiptHandle": "MessageReceiptHandle",
    "body": "Hello from SQS!",
    "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1523232000000"},
    "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:MyQueue",
}
