"""What a call of an AWS API needs to be allowed: the actions that AWS evaluates, each on its resource.

MiniStack names one action and one resource of a call. Of some calls AWS evaluates others, or more.
"""

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from twin.loopback import ACCOUNT, REGION
from twin.permissions.api_call import ApiCall, Evaluate, Needed, document_of
from twin.permissions.dynamodb_calls import DYNAMODB

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
KEY_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "s3:PutObject": ("kms:GenerateDataKey",),
    "s3:GetObject": ("kms:Decrypt",),
    "s3:GetObjectVersion": ("kms:Decrypt",),
    "kinesis:PutRecord": ("kms:GenerateDataKey",),
    "kinesis:PutRecords": ("kms:GenerateDataKey",),
    "kinesis:GetRecords": ("kms:Decrypt",),
    "kinesis:SubscribeToShard": ("kms:Decrypt",),
    "secretsmanager:GetSecretValue": ("kms:Decrypt",),
    "sns:Publish": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sqs:SendMessage": ("kms:GenerateDataKey", "kms:Decrypt"),
    "sqs:ReceiveMessage": ("kms:Decrypt",),
}
# "The permissions to decrypt … are required because Amazon S3 must decrypt and read data from the encrypted
# parts": https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
IN_PARTS = frozenset({"uploadId", "uploads"})


DELETED_OBJECT = re.compile(r"<Object>(.*?)</Object>", re.DOTALL)
DELETED_KEY = re.compile(r"<Key>(.*?)</Key>", re.DOTALL)

# Calls that are allowed by another's name.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
# https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
ALLOWED_AS = {
    "sns:PublishBatch": "sns:Publish",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}


def needed_for(call: ApiCall, keys: Mapping[str, str]) -> Iterator[Needed]:
    """Return all that AWS evaluates for a call; `keys` are ARNs of keys by what is encrypted under them."""
    evaluate = EVALUATED.get(call.action) or SERVICES.get(call.action.partition(":")[0], _as_named)
    for each in evaluate(call):
        yield each
        yield from _of_key(call, each, keys)


def _nothing(_: ApiCall) -> Iterator[Needed]:
    yield from ()


def _as_named(call: ApiCall) -> Iterator[Needed]:
    yield Needed(ALLOWED_AS.get(call.action, call.action), call.resource, call.context)


def _of_key(call: ApiCall, needed: Needed, keys: Mapping[str, str]) -> Iterator[Needed]:
    """A caller needs the key of what it reads or writes; who asks only for an object's headers doesn't."""
    key = keys.get(needed.resource.partition("/")[0] if ":s3:" in needed.resource else needed.resource)
    if key is None or call.method == "HEAD":
        return
    service = needed.action.partition(":")[0]
    via = {"kms:ViaService": f"{service}.{REGION}.amazonaws.com", "kms:CallerAccount": ACCOUNT}
    for action in KEY_ACTIONS.get(needed.action, ()):
        yield Needed(action, key, via)
    if needed.action == "s3:PutObject" and IN_PARTS & set(call.query):
        yield Needed("kms:Decrypt", key, via)


def _catalog(call: ApiCall) -> Iterator[Needed]:
    """Glue evaluates a table's call on catalog, database and table; a job's on the job.

    https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    """
    asked = document_of(call)
    if call.action in ABOUT_NAMED_DATABASE:
        asked = {"DatabaseName": asked["Name"]}
    if "DatabaseName" not in asked:
        job = asked.get("JobName") or asked.get("Name")
        yield Needed(call.action, f"{GLUE}:job/{job}" if job else "*")
        return
    database = asked["DatabaseName"]
    table = asked.get("TableName") or asked.get("Name") or asked.get("TableInput", {}).get("Name")
    yield Needed(call.action, f"{GLUE}:catalog")
    yield Needed(call.action, f"{GLUE}:database/{database}")
    if table:
        yield Needed(call.action, f"{GLUE}:table/{database}/{table}")


def _replay_of_events(call: ApiCall) -> Iterator[Needed]:
    """Starting one is about the archive, the bus and the replay itself.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html
    """
    asked = document_of(call)
    yield Needed(call.action, asked["EventSourceArn"])
    yield Needed(call.action, asked["Destination"]["Arn"])
    yield from _named_replay(call)


def _named_replay(call: ApiCall) -> Iterator[Needed]:
    yield Needed(call.action, f"{EVENTS}:replay/{document_of(call)['ReplayName']}")


def _archive_of_events(call: ApiCall) -> Iterator[Needed]:
    yield Needed(call.action, f"{EVENTS}:archive/{document_of(call)['ArchiveName']}")


def _log_streams(call: ApiCall) -> Iterator[Needed]:
    """What a log group holds is asked for behind its name, which is why policies end its ARN in ":*".

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    yield Needed(call.action, f"{call.resource.removesuffix(':*')}:log-stream:", call.context)


def _metric_data(call: ApiCall) -> Iterator[Needed]:
    asked = call.query.get("Namespace") or document_of(call).get("Namespace")
    namespace = asked[0] if isinstance(asked, list) else asked
    yield Needed(call.action, "*", {"cloudwatch:namespace": namespace})


def _assumed_role(call: ApiCall) -> Iterator[Needed]:
    """A call that has the token of a device was made with MFA; the twin believes every token.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    asked = {*call.query, *parse_qs(call.body.decode())}
    context = {"aws:MultiFactorAuthPresent": "true"} if {"SerialNumber", "TokenCode"} <= asked else {}
    yield Needed(call.action, call.resource, {**call.context, **context})


def _deleted_objects(call: ApiCall) -> Iterator[Needed]:
    """Each object that a call deletes, and each version, is evaluated by itself.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
    """
    if "delete" not in call.query:
        yield Needed(_deletion("versionId" in call.query), call.resource, call.context)
        return
    for found in DELETED_OBJECT.findall(call.body.decode()):
        action = _deletion("<VersionId>" in found)
        for key in DELETED_KEY.findall(found):
            yield Needed(action, f"{call.resource}/{html.unescape(key)}", call.context)


def _deletion(of_version: bool) -> str:
    return "s3:DeleteObjectVersion" if of_version else "s3:DeleteObject"


EVENTS = f"arn:aws:events:{REGION}:{ACCOUNT}"
GLUE = f"arn:aws:glue:{REGION}:{ACCOUNT}"
ABOUT_NAMED_DATABASE = frozenset({"glue:GetDatabase", "glue:DeleteDatabase", "glue:UpdateDatabase"})

SERVICES: Mapping[str, Evaluate] = {"glue": _catalog}
EVALUATED: Mapping[str, Evaluate] = {
    **DYNAMODB,
    "cloudwatch:PutMetricData": _metric_data,
    "events:CancelReplay": _named_replay,
    "events:DescribeArchive": _archive_of_events,
    "events:DescribeReplay": _named_replay,
    "events:StartReplay": _replay_of_events,
    "glue:notifyEvent": _as_named,
    "logs:DescribeLogStreams": _log_streams,
    "logs:FilterLogEvents": _log_streams,
    "sts:AssumeRole": _assumed_role,
    # "No permissions are required to perform this operation":
    # https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    "sts:GetCallerIdentity": _nothing,
    "s3:DeleteObject": _deleted_objects,
}
