"""The actions that AWS evaluates of a call."""

import json
from typing import Any

import pytest

from tests.twin.permissions.calls import needed
from tests.twin.permissions.policies import BUCKET, KEY
from twin.permissions.api_call import ApiCall
from twin.permissions.api_calls import needed_for

TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/sales"
GLUE = "arn:aws:glue:eu-west-1:111122223333"


@pytest.mark.parametrize(
    ("action", "resource", "more"),
    [
        ("s3:PutObject", f"{BUCKET}/a", ["kms:GenerateDataKey"]),
        ("s3:GetObject", f"{BUCKET}/a", ["kms:Decrypt"]),
        ("s3:GetObjectVersion", f"{BUCKET}/a", ["kms:Decrypt"]),
        ("s3:ListBucket", BUCKET, []),
        ("kinesis:PutRecords", STREAM, ["kms:GenerateDataKey"]),
        ("kinesis:GetRecords", STREAM, ["kms:Decrypt"]),
        ("kinesis:ListShards", STREAM, []),
    ],
)
def test_what_reads_or_writes_the_encrypted_needs_its_key(
    action: str, resource: str, more: list[str]
) -> None:
    found = needed(action, resource, {BUCKET: KEY, STREAM: KEY}, method="GET")

    assert found == [(action, resource), *((each, KEY) for each in more)]


def test_what_is_not_encrypted_needs_no_key() -> None:
    assert needed("s3:GetObject", f"{BUCKET}-other/a", {BUCKET: KEY}, method="GET") == [
        ("s3:GetObject", f"{BUCKET}-other/a")
    ]


def test_who_asks_for_the_headers_of_an_object_needs_no_key() -> None:
    assert len(needed("s3:GetObject", f"{BUCKET}/a", {BUCKET: KEY}, method="HEAD")) == 1


def test_an_upload_in_parts_reads_what_it_has_written() -> None:
    found = needed("s3:PutObject", f"{BUCKET}/a", {BUCKET: KEY}, query={"uploadId": ["1"]})

    assert [action for action, _ in found] == ["s3:PutObject", "kms:GenerateDataKey", "kms:Decrypt"]


@pytest.mark.parametrize(
    ("action", "body", "resources"),
    [
        (
            "glue:GetTable",
            {"DatabaseName": "lake", "Name": "sales"},
            ["catalog", "database/lake", "table/lake/sales"],
        ),
        (
            "glue:UpdateTable",
            {"DatabaseName": "lake", "TableInput": {"Name": "sales"}},
            ["catalog", "database/lake", "table/lake/sales"],
        ),
        ("glue:GetTables", {"DatabaseName": "lake"}, ["catalog", "database/lake"]),
        ("glue:GetDatabase", {"Name": "lake"}, ["catalog", "database/lake"]),
        ("glue:StartJobRun", {"JobName": "curate"}, ["job/curate"]),
    ],
)
def test_a_call_of_the_catalog_needs_all_that_leads_to_the_table(
    action: str, body: Any, resources: list[str]
) -> None:
    assert needed(action, body=body) == [(action, f"{GLUE}:{each}") for each in resources]


@pytest.mark.parametrize(
    ("call", "action"),
    [("sqs:DeleteMessageBatch", "sqs:DeleteMessage"), ("sns:PublishBatch", "sns:Publish")],
)
def test_a_batch_is_allowed_as_what_it_is_a_batch_of(call: str, action: str) -> None:
    assert needed(call, "arn:any") == [(action, "arn:any")]


@pytest.mark.parametrize("query", [{"Namespace": ["Sluice/dev"]}, {}])
def test_metrics_say_into_which_namespace_they_go(query: dict[str, list[str]]) -> None:
    body = b"" if query else json.dumps({"Namespace": "Sluice/dev"}).encode()

    [found] = needed_for(ApiCall("cloudwatch:PutMetricData", "*", body=body, query=query), {})

    assert found.context == {"cloudwatch:namespace": "Sluice/dev"}


def test_deleting_many_versions_is_evaluated_for_each() -> None:
    body = (
        b"<Delete><Object><Key>sales/a&amp;b</Key><VersionId>1</VersionId></Object>"
        b"<Object><Key>sales/c</Key></Object></Delete>"
    )
    call = ApiCall("s3:DeleteObject", BUCKET, body=body, query={"delete": [""]})

    assert [(each.action, each.resource) for each in needed_for(call, {})] == [
        ("s3:DeleteObjectVersion", f"{BUCKET}/sales/a&b"),
        ("s3:DeleteObject", f"{BUCKET}/sales/c"),
    ]


def test_deleting_a_version_is_another_action_than_deleting_an_object() -> None:
    of_version = ApiCall("s3:DeleteObject", f"{BUCKET}/a", query={"versionId": ["1"]})
    plain = ApiCall("s3:DeleteObject", f"{BUCKET}/a")

    needed = [each.action for call in (of_version, plain) for each in needed_for(call, {})]

    assert needed == ["s3:DeleteObjectVersion", "s3:DeleteObject"]
