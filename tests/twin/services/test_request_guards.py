"""An emulator that holds its callers to policies."""

import io
import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.twin.permissions.policies import ROLE, allowing, identity, on
from twin.emulator import Emulator
from twin.loopback import REGION
from twin.permissions.authorizer import EVENTS, Principal
from twin.permissions.policies import Attachment
from twin.services import permissions

TRUST = json.dumps({"Statement": [{**allowing("sts:AssumeRole", "*"), "Principal": {"Service": "*"}}]})
numbers = count()
CALLER = Principal.role(ROLE)
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
READ_STREAM = ("DescribeStream", "GetShardIterator", "GetRecords")
INVENTORY = identity(
    allowing("s3:GetObject", ["arn:aws:s3:::seen/*", "arn:aws:s3:::hidden/*"]),
    allowing("s3:ListBucket", "arn:aws:s3:::seen"),
    allowing("dynamodb:PartiQLInsert", TABLE),
    allowing(
        ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"], f"{TABLE}/stream/*"
    ),
)
OWN = "arn:policy"
PARKED = identity(
    allowing(
        "s3:PutObject",
        "arn:aws:s3:::seen/${aws:PrincipalTag/store}/*",
        Condition={"Null": {"s3:if-none-match": "false"}},
    ),
    owner=OWN,
)
WITH_MFA = Attachment(
    ROLE,
    "Storage/BreakGlass",
    "trust",
    [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ],
)
ORDERS = on(
    QUEUE,
    allowing(
        "sqs:SendMessage",
        QUEUE,
        Principal={"Service": EVENTS},
        Condition={"ArnEquals": {"aws:SourceArn": "arn:rule"}},
    ),
)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        for bucket in ("seen", "hidden"):
            running.client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
            )
        trust = {
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "*"}, "Action": "sts:AssumeRole"}]
        }
        running.client("iam").create_role(RoleName="inventory", AssumeRolePolicyDocument=json.dumps(trust))
        running.client("sqs").create_queue(QueueName="orders")
        running.client("dynamodb").create_table(
            TableName="ledger",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )
        yield running


@pytest.fixture(autouse=True)
def policies(emulator: Emulator) -> None:
    permissions.load(emulator.endpoint, [INVENTORY, PARKED, ORDERS], {})


def function(emulator: Emulator, code: str) -> Any:
    """Deploy a function with the role, invoke it, and return its answer."""
    archive = io.BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("index.py", code)
    name = f"f{next(numbers)}"
    functions = emulator.client("lambda")
    functions.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=ROLE,
        Handler="index.handler",
        Code={"ZipFile": archive.getvalue()},
    )
    return json.loads(functions.invoke(FunctionName=name)["Payload"].read())


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return str(refused.value.response["Error"]["Code"])


def test_a_call_that_no_policy_allows_is_refused_and_known(emulator: Emulator) -> None:
    """FAULTS 60."""
    scan = emulator.client("dynamodb", CALLER).scan

    assert refusal(scan, TableName="ledger") == "AccessDeniedException"
    assert permissions.denials(emulator.endpoint) == [
        {
            "principal": "inventory",
            "action": "dynamodb:Scan",
            "resource": TABLE,
            "reason": "no statement of its policies or the resource's allows it",
        }
    ]


def test_the_accounts_own_calls_are_not_evaluated(emulator: Emulator) -> None:
    emulator.client("dynamodb").scan(TableName="ledger")

    assert permissions.report(emulator.endpoint)["evaluated"] == 0


def test_a_partiql_statement_is_evaluated_as_what_it_does(emulator: Emulator) -> None:
    dynamodb = emulator.client("dynamodb", CALLER)
    dynamodb.batch_execute_statement(Statements=[{"Statement": "INSERT INTO \"ledger\" VALUE {'id': '1'}"}])
    delete = [{"Statement": 'DELETE FROM "ledger" WHERE "id" = \'1\''}]

    assert refusal(dynamodb.batch_execute_statement, Statements=delete) == "AccessDeniedException"


def test_an_iterator_is_evaluated_as_the_stream_that_it_is_of(emulator: Emulator) -> None:
    streams = emulator.client("dynamodbstreams", CALLER)
    arn = emulator.client("dynamodb").describe_table(TableName="ledger")["Table"]["LatestStreamArn"]
    [shard, *_] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    given = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}

    streams.get_records(ShardIterator=streams.get_shard_iterator(**given)["ShardIterator"])

    assert permissions.denials(emulator.endpoint) == []


def test_that_an_object_is_missing_is_told_only_to_who_may_list(emulator: Emulator) -> None:
    s3 = emulator.client("s3", CALLER)

    assert refusal(s3.get_object, Bucket="seen", Key="nothing") == "NoSuchKey"
    assert refusal(s3.get_object, Bucket="hidden", Key="nothing") == "AccessDenied"


def test_a_rule_sends_where_the_queues_policy_names_it(emulator: Emulator) -> None:
    url = emulator.client("sqs").get_queue_url(QueueName="orders")["QueueUrl"]
    message = {"QueueUrl": url, "MessageBody": "{}"}

    emulator.client("sqs", Principal(service=EVENTS, source="arn:rule")).send_message(**message)

    other = emulator.client("sqs", Principal(service=EVENTS, source="arn:other"))
    assert "AccessDenied" in refusal(other.send_message, **message)


def test_who_has_a_tag_puts_under_its_value_and_only_what_is_not_there(emulator: Emulator) -> None:
    who = Principal("arn:aws:iam::111122223333:role/till", (OWN,), tags=(("store", "367"),))
    s3, new = emulator.client("s3", who), {"Bucket": "seen", "Body": b"1", "IfNoneMatch": "*"}

    s3.put_object(Key="367/a", **new)

    assert refusal(s3.put_object, Key="367/a", **new) == "PreconditionFailed"
    assert refusal(s3.put_object, Key="381/a", **new) == "AccessDenied"
    assert refusal(s3.put_object, Key="367/b", Bucket="seen", Body=b"1") == "AccessDenied"


def test_a_function_calls_as_its_own_role(emulator: Emulator) -> None:
    """MiniStack gives each function a session of its role."""
    key = function(emulator, "import os\ndef handler(*_): return os.environ['AWS_ACCESS_KEY_ID']")
    emulator.client("s3").put_object(Bucket="seen", Key="a", Body=b"b")

    code = (
        "import boto3\n"
        "def handler(*_):\n"
        "    boto3.client('s3').get_object(Bucket='seen', Key='a')\n"
        "    boto3.client('s3').put_object(Bucket='seen', Key='a', Body=b'')\n"
    )
    answer = function(emulator, code)

    assert str(key).startswith("ASIA")
    assert "AccessDenied" in json.dumps(answer)
    assert [each["action"] for each in permissions.denials(emulator.endpoint)] == ["s3:PutObject"]


def test_who_has_assumed_a_role_calls_as_that_role(emulator: Emulator) -> None:
    person, device = (
        Principal.role("arn:aws:iam::111122223333:role/person"),
        "arn:aws:iam::111122223333:mfa/d",
    )
    permissions.load(emulator.endpoint, [INVENTORY, WITH_MFA], {})
    assume = emulator.client("sts", person).assume_role

    assert refusal(assume, RoleArn=ROLE, RoleSessionName="person") == "AccessDenied"
    given = assume(RoleArn=ROLE, RoleSessionName="person", SerialNumber=device, TokenCode="123456")

    client = session_of(given["Credentials"]).client
    objects = client("s3", endpoint_url=emulator.endpoint)
    assert objects.list_objects_v2(Bucket="seen")["Name"] == "seen"
    assert refusal(objects.put_object, Bucket="seen", Key="1", Body=b"") == "AccessDenied"
    assert permissions.denials(emulator.endpoint)[-1]["principal"] == "inventory"


def session_of(credentials: Any) -> boto3.Session:
    return boto3.Session(
        credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"], REGION
    )
