"""A database comes over whole, in order, over TLS, and nothing of it is taken for a sale."""

import json
from dataclasses import replace
from typing import Any

import pytest

from environments import dev
from stacks.retail.source_tables import CHAIN
from tests.stacks.policies import actions, policies_of
from tests.stacks.retail.databases import DMS, MAPPING, database, endpoint, function
from tests.stacks.retail.test_source_database import DATABASE
from tests.stacks.synthesized import Environment, beside, synthesize


def test_the_source_is_read_over_tls_with_its_certificate_and_name_verified(full: Environment) -> None:
    source = endpoint(full, "source")
    certificate = full.the(f"{DMS}::Certificate")

    assert source["SslMode"] == "verify-full"
    assert source["CertificateArn"] == {"Ref": certificate.logical_id}
    assert "BEGIN CERTIFICATE" in certificate.properties["CertificatePem"]


def test_no_credential_stands_in_a_template(full: Environment) -> None:
    source = endpoint(full, "source")
    (secret,) = [one.properties for one in database(full, "AWS::SecretsManager::Secret")]

    assert not source.keys() & {"Password", "Username", "ServerName"}
    assert "password" not in secret["GenerateSecretString"]["SecretStringTemplate"]
    assert "SecretString" not in secret
    assert set(";.:+") <= set(secret["GenerateSecretString"]["ExcludeCharacters"])


def test_the_secret_is_read_by_the_service_of_the_region_alone(full: Environment) -> None:
    settings = endpoint(full, "source")["PostgreSqlSettings"]
    name, _ = settings["SecretsManagerAccessRoleArn"]["Fn::GetAtt"]
    (role,) = [one for one in database(full, "AWS::IAM::Role") if one.logical_id == name]
    (trust,) = role.properties["AssumeRolePolicyDocument"]["Statement"]

    assert json.dumps(trust["Principal"]) == json.dumps(
        {"Service": {"Fn::Join": ["", ["dms.", {"Ref": "AWS::Region"}, ".amazonaws.com"]]}}
    )
    assert actions(policies_of(full, role)) == {
        "secretsmanager:GetSecretValue",
        "kms:Decrypt",
        "kms:DescribeKey",
    }


def test_a_change_says_where_in_the_log_it_stands(full: Environment) -> None:
    """FAULTS 44: nothing is ordered by when it arrives.

    `use_task_start_time_for_full_load_timestamp` belongs to S3 targets and their column of times, of which
    there is none here: a record of a load has no time of commit, and a change has its position.
    """
    kinesis = endpoint(full, "target")["KinesisSettings"]
    rules = full.the(f"{DMS}::ReplicationConfig").properties["TableMappings"]["rules"]

    assert kinesis["IncludeTransactionDetails"]
    assert "TimestampColumnName" not in json.dumps(full.templates["Sluice-full-Database"])
    assert "add-column" not in json.dumps(rules)
    for one in full.every(f"{DMS}::Endpoint"):
        s3 = one.properties.get("S3Settings")
        assert s3 is None or s3["UseTaskStartTimeForFullLoadTimestamp"]


def test_a_record_has_all_that_the_fold_goes_by(full: Environment) -> None:
    kinesis = endpoint(full, "target")["KinesisSettings"]

    assert kinesis["MessageFormat"] == "json-unformatted"
    for name in (
        "IncludeControlDetails",
        "IncludeNullAndEmpty",
        "IncludePartitionValue",
        "IncludeTableAlterOperations",
        "PartitionIncludeSchemaTable",
        "NoHexPrefix",
    ):
        assert kinesis[name], name


def test_it_replicates_what_is_declared_and_the_functions_are_told_the_same(full: Environment) -> None:
    config = full.the(f"{DMS}::ReplicationConfig").properties
    selected = [rule for rule in config["TableMappings"]["rules"] if rule["rule-type"] == "selection"]
    told = [
        function(full, name).properties["Environment"]["Variables"]["TABLES"]
        for name in ("cdc", "cdc_compare")
    ]
    (job,) = database(full, "AWS::Glue::Job")

    assert [rule["object-locator"]["table-name"] for rule in selected] == [table.name for table in CHAIN]
    for tables in (*told, job.properties["DefaultArguments"]["--TABLES"]):
        assert json.loads(tables) == [table.to_json() for table in CHAIN]


def test_changes_are_folded_from_the_oldest_on(full: Environment) -> None:
    """FAULTS 47."""
    (mapping,) = database(full, MAPPING)

    assert mapping.properties["StartingPosition"] == "TRIM_HORIZON"
    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping.mentions(database(full, "AWS::Kinesis::Stream")[0])


def test_it_starts_only_when_whoever_reads_is_there(full: Environment) -> None:
    """Firehose keeps nothing that came before it."""
    (run,) = full.every("Custom::ReplicationRun")
    waits = set(run.body["DependsOn"])

    readers = [*database(full, "AWS::KinesisFirehose::DeliveryStream"), *database(full, MAPPING)]
    assert {one.logical_id for one in readers} <= waits
    assert full.the(f"{DMS}::ReplicationConfig").logical_id in waits


def test_it_is_stopped_before_its_configuration_changes_and_run_after(full: Environment) -> None:
    (pause,), (run,) = full.every("Custom::ReplicationPause"), full.every("Custom::ReplicationRun")
    config = full.the(f"{DMS}::ReplicationConfig")

    assert pause.logical_id in config.body["DependsOn"]
    assert not pause.mentions(config)
    assert pause.properties["Digest"] == run.properties["Digest"]
    assert pause.properties["ReplicationConfigArn"] == run.properties["ReplicationConfigArn"]


@pytest.mark.parametrize(
    "changed",
    [
        {"most_capacity_units": 8},
        {"multi_az": True},
        {"tables": CHAIN[:2]},
        {"task_settings": {"Logging": {"EnableLogging": False}}},
    ],
    ids=str,
)
def test_whatever_changes_a_configuration_stops_it_first(full: Environment, changed: dict[str, Any]) -> None:
    other = synthesize(beside(dev(), replace(DATABASE, **changed)))

    digests = [one.the("Custom::ReplicationPause").properties["Digest"] for one in (full, other)]

    assert len(set(digests)) == 2


def test_what_a_database_leaves_in_raw_is_no_sale(full: Environment) -> None:
    (delivery,) = database(full, "AWS::KinesisFirehose::DeliveryStream")
    destination = delivery.properties["ExtendedS3DestinationConfiguration"]
    patterns = [
        key["prefix"]
        for rule in full.base.every("AWS::Events::Rule")
        for key in rule.properties.get("EventPattern", {}).get("detail", {}).get("object", {}).get("key", ())
        if "prefix" in key
    ]

    assert patterns
    for prefix in (destination["Prefix"], destination["ErrorOutputPrefix"]):
        assert not any(prefix.startswith(pattern) for pattern in patterns)
        assert not prefix.startswith("errors/")
