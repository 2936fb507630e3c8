"""What must outlive everything does, and nobody reads it in passing."""

import json
from typing import Any

import pytest

from stacks.retail.lake import LakeSettings
from tests.stacks.policies import Statement, listed, statements
from tests.stacks.synthesized import Environment, Resource

# Where it isn't the usual: files of stores are asked about early, tables are rewritten, answers don't stay.
CHEAPER = {"Landing": ["STANDARD_IA"], "Curated": ["INTELLIGENT_TIERING"], "Answers": []}


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def policy(environment: Environment, bucket: Resource) -> list[Statement]:
    """The bucket's own policy."""
    policies = environment.every("AWS::S3::BucketPolicy")
    (found,) = [p for p in policies if p.properties["Bucket"] == {"Ref": bucket.logical_id}]
    return statements(found)


def data_buckets(environment: Environment) -> list[Resource]:
    """Every bucket but the one that access logs go to."""
    buckets = environment.every("AWS::S3::Bucket")
    return [bucket for bucket in buckets if "LoggingConfiguration" in bucket.properties]


def rules(environment: Environment) -> dict[str, dict[str, Any]]:
    """What becomes of the objects of each data bucket, by the bucket's name in our words."""
    found = {}
    for bucket in data_buckets(environment):
        (rule,) = bucket.properties["LifecycleConfiguration"]["Rules"]
        found[bucket.logical_id[:-8]] = rule
    return found


def holds_data(resource: Resource) -> bool:
    """Views, and the tables of another bucket's objects, hold none."""
    return resource.kind != "AWS::Glue::Table" or "OpenTableFormatInput" in resource.properties


def expiring(rule: dict[str, Any]) -> bool:
    """Whether current objects go."""
    return bool({"ExpirationInDays", "ExpirationDate"} & rule.keys())


def raw(environment: Environment) -> Resource:
    """The bucket that Firehose delivers to."""
    delivery = environment.the("AWS::KinesisFirehose::DeliveryStream")
    (found,) = [bucket for bucket in environment.every("AWS::S3::Bucket") if delivery.mentions(bucket)]
    return found


def test_every_bucket_refuses_plain_http(environment: Environment) -> None:
    for bucket in environment.every("AWS::S3::Bucket"):
        refusals = [s for s in policy(environment, bucket) if s["Effect"] == "Deny"]

        assert {"Bool": {"aws:SecureTransport": "false"}} in [s.get("Condition") for s in refusals]
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in [s.get("Condition") for s in refusals]


def test_every_bucket_is_private(environment: Environment) -> None:
    for bucket in environment.every("AWS::S3::Bucket"):
        assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
        (rule,) = bucket.properties["OwnershipControls"]["Rules"]
        assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}


@pytest.mark.needs("Lake")
def test_every_bucket_of_data_is_encrypted_with_a_key_that_rotates(environment: Environment) -> None:
    assert len(data_buckets(environment)) == 6
    for bucket in data_buckets(environment):
        (rule,) = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        (key,) = [key for key in environment.every("AWS::KMS::Key") if bucket.mentions(key)]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        assert rule["BucketKeyEnabled"]
        assert key.properties["EnableKeyRotation"]


def test_every_bucket_of_data_keeps_what_is_overwritten(environment: Environment) -> None:
    """FAULTS 33: the old version stays long enough to be noticed; compaction and answers are made anew."""
    for name, rule in rules(environment).items():
        kept = rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        longest = min(90, rule.get("ExpirationInDays", 90))
        assert kept == (7 if name == "Curated" else longest), name
    for bucket in data_buckets(environment):
        assert bucket.properties["VersioningConfiguration"] == {"Status": "Enabled"}


@pytest.mark.needs("Lake")
def test_no_current_object_of_data_expires_but_files_of_stores_and_answers(environment: Environment) -> None:
    expires = {name: rule["ExpirationInDays"] for name, rule in rules(environment).items() if expiring(rule)}

    assert expires == {"Landing": environment.settings(LakeSettings).landing_days, "Answers": 7}


def test_everything_that_stays_gets_cheaper(environment: Environment) -> None:
    for name, rule in rules(environment).items():
        classes = [step["StorageClass"] for step in rule.get("Transitions", [])]
        assert classes == CHEAPER.get(name, ["STANDARD_IA", "GLACIER_IR"]), name


@pytest.mark.needs("Lake")
def test_no_class_charges_for_what_compaction_reads_and_removes(environment: Environment) -> None:
    """A file in an infrequently accessed class costs for each read, and for 30 days at least."""
    (step,) = rules(environment)["Curated"]["Transitions"]

    assert step["StorageClass"] == "INTELLIGENT_TIERING"


def test_access_logs_expire(environment: Environment) -> None:
    (log,) = [b for b in environment.every("AWS::S3::Bucket") if b not in data_buckets(environment)]

    (rule,) = log.properties["LifecycleConfiguration"]["Rules"]

    assert rule["ExpirationInDays"] == 365


def test_nobody_hides_what_is_in_raw_and_one_role_deletes_versions(environment: Environment) -> None:
    """FAULTS 33: beside that role only lifecycle rules remove, and those no policy binds."""
    denied = [s for s in policy(environment, raw(environment)) if s["Effect"] == "Deny"]

    for action in ("s3:DeleteObject", "s3:DeleteObjectVersion"):
        (statement,) = [s for s in denied if action in listed(s["Action"])]
        assert statement["Principal"] == {"AWS": "*"}
        assert "/*" in json.dumps(statement["Resource"])
        exempt = statement.get("Condition", {}).get("ArnNotEquals", {}).get("aws:PrincipalArn", {})
        assert ("BreakGlass" in json.dumps(exempt)) is (action == "s3:DeleteObjectVersion")
        assert len(statement.get("Condition", {})) == len(exempt)


def test_only_a_deployment_changes_what_raw_keeps(environment: Environment) -> None:
    """FAULTS 33: a shorter lifecycle or suspended versioning would delete by another name."""
    denied = [s for s in policy(environment, raw(environment)) if s["Effect"] == "Deny"]

    (statement,) = [s for s in denied if "s3:PutLifecycleConfiguration" in listed(s["Action"])]

    assert "s3:PutBucketVersioning" in statement["Action"]
    assert ":role/cdk-*-cfn-exec-role-" in json.dumps(statement["Condition"]["ArnNotLike"])


@pytest.mark.needs("Lake")
def test_raw_and_landing_announce_their_objects_without_a_custom_resource(environment: Environment) -> None:
    announced = {
        bucket.logical_id[:-8]: bucket.properties["NotificationConfiguration"]
        for bucket in data_buckets(environment)
        if "NotificationConfiguration" in bucket.properties
    }

    to_events = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert announced == {"Raw": to_events, "Landing": to_events}


def test_production_data_outlives_its_stack(prod: Environment) -> None:
    kinds = ("AWS::S3::Bucket", "AWS::Kinesis::Stream", "AWS::DynamoDB::Table", "AWS::Glue::Table")
    data = [resource for kind in kinds for resource in prod.every(kind) if holds_data(resource)]
    keys = [key for key in prod.every("AWS::KMS::Key") if prod.the("AWS::Kinesis::Stream").mentions(key)]
    for resource in data + keys:
        assert resource.body["DeletionPolicy"] == "RetainExceptOnCreate", resource.logical_id
        assert resource.body["UpdateReplacePolicy"] == "Retain", resource.logical_id
