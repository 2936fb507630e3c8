#!/usr/bin/env bash
# pyarrow's S3 file system answers a delete or a move with a new object, and S3 reports that object as created.
#
# Versions: pyarrow 26.0.1, boto3 1.43.117; moto 5.2.5 stands in for S3 and SQS on 127.0.0.1.
#
# Behaviour: delete_file and move keep the "folder" of the removed object in being: they put an empty object whose key
# is the prefix with a slash, also when other objects share the prefix. S3FileSystem has no option against it. A
# notification on ObjectCreated for that prefix fires for it.
#
# Output:
#   before          in/day/a.json, in/day/b.json, out/day/c.json
#   delete_file(a)  in/day/, in/day/b.json, out/day/c.json
#   move(c)         done/c.json, in/day/, in/day/b.json, out/day/
#   created events under in/ after the delete: in/day/
#
# Why it matters: the usual inbox (an object arrives, an event starts a job, the job reads and deletes the object) gets
# a second event from its own clean-up, for a key that holds no data. The role that deletes writes too, expiry rules
# and object counts see the markers, and a versioned bucket keeps a version of each. Delete through boto3, and filter
# events by suffix.
# See also: apache/arrow issue 36275.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
  pyarrow==26.0.1 boto3==1.43.117 'moto[s3,sqs,server]==5.2.5'
cd "$work"

env -u AWS_PROFILE AWS_CONFIG_FILE=none AWS_SHARED_CREDENTIALS_FILE=none AWS_EC2_METADATA_DISABLED=true \
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 venv/bin/python - <<'PYTHON'
import json
import logging
import os
from urllib.parse import unquote_plus

import boto3
import pyarrow.fs
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
url = "http://{}:{}".format(*server.get_host_and_port())
os.environ["AWS_ENDPOINT_URL"] = url
s3, sqs = boto3.client("s3"), boto3.client("sqs")
s3.create_bucket(Bucket="lake")
for key in ("in/day/a.json", "in/day/b.json", "out/day/c.json"):
    s3.put_object(Bucket="lake", Key=key, Body=b"{}\n")

queue = sqs.create_queue(QueueName="arrivals")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
inbox = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}
created = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": inbox}
s3.put_bucket_notification_configuration(
    Bucket="lake", NotificationConfiguration={"QueueConfigurations": [created]}
)


def keys() -> list[str]:
    return [entry["Key"] for entry in s3.list_objects_v2(Bucket="lake")["Contents"]]


def created_keys() -> list[str]:
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    events = [record for message in messages for record in json.loads(message["Body"]).get("Records", [])]
    created = [event for event in events if event["eventName"].startswith("ObjectCreated")]
    return [unquote_plus(event["s3"]["object"]["key"]) for event in created]


created_keys()  # drop the test event of the configuration
before = keys()
arrow = pyarrow.fs.S3FileSystem(endpoint_override=url, scheme="http", region="us-east-1")
arrow.delete_file("lake/in/day/a.json")
after_delete, events = keys(), created_keys()
arrow.move("lake/out/day/c.json", "lake/done/c.json")
after_move = keys()
server.stop()

print("before         ", ", ".join(before))
print("delete_file(a) ", ", ".join(after_delete))
print("move(c)        ", ", ".join(after_move))
print("created events under in/ after the delete:", ", ".join(events))
assert after_delete == ["in/day/", "in/day/b.json", "out/day/c.json"]
assert after_move == ["done/c.json", "in/day/", "in/day/b.json", "out/day/"]
assert events == ["in/day/"]
PYTHON
