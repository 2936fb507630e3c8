from pathlib import Path
from typing import Any

import pytest

from tests.twin.assemblies import assembly, resource
from tests.twin.database.replications import KINESIS, POSTGRES, included
from twin.database.task import replications
from twin.errors import Unresolvable
from twin.resolve import Resolved
from twin.semantics.properties import Unsupported

STACK = "Database"


ENDPOINTS = {
    "From": resource(
        "AWS::DMS::Endpoint",
        EndpointType="source",
        EngineName="aurora-postgresql",
        DatabaseName="chain",
        SslMode="verify-full",
        CertificateArn={"Ref": "Nowhere"},
        PostgreSqlSettings=POSTGRES | {"SecretsManagerAccessRoleArn": {"Fn::GetAtt": ["Reads", "Arn"]}},
    ),
    "To": resource(
        "AWS::DMS::Endpoint",
        EndpointType="target",
        EngineName="kinesis",
        KinesisSettings=KINESIS
        | {
            "StreamArn": {"Fn::GetAtt": ["Stream", "Arn"]},
            "ServiceAccessRoleArn": {"Fn::GetAtt": ["Writes", "Arn"]},
        },
    ),
}


def app(directory: Path, **changed: Any) -> Resolved:
    """An app with a replication as CDK writes it, whose group has an id that nobody knows here."""
    groups = [{"Fn::GetAtt": ["Group", "GroupId"]}]
    resources = {
        "Group": resource("AWS::EC2::SecurityGroup"),
        "Stream": resource("AWS::Kinesis::Stream"),
        "Reads": resource("AWS::IAM::Role"),
        "Writes": resource("AWS::IAM::Role"),
        **ENDPOINTS,
        "Config": resource(
            "AWS::DMS::ReplicationConfig",
            **{
                "ReplicationConfigIdentifier": "sluice-test",
                "ReplicationType": "full-load-and-cdc",
                "SourceEndpointArn": {"Ref": "From"},
                "TargetEndpointArn": {"Ref": "To"},
                "TableMappings": {"rules": included("products")},
                "ComputeConfig": {"MaxCapacityUnits": 2, "VpcSecurityGroupIds": groups},
                **changed,
            },
        ),
    }
    ids = {(STACK, name): f"{name}-id" for name in resources}
    return Resolved(assembly(directory, {STACK: {"Resources": resources}}), ids)


def test_a_replication_is_read_from_its_template(tmp_path: Path) -> None:
    [found] = replications(app(tmp_path))

    assert found.database == "chain"
    assert found.name == "sluice-test"
    assert found.slot == "dms_sluice_test"
    assert found.source.secrets_manager_access_role_arn == "arn:aws:iam::111122223333:role/Reads-id"
    assert found.target.stream_arn == "arn:aws:kinesis:eu-west-1:111122223333:stream/Stream-id"
    assert found.config.table_mappings.selects("pos", "products")


def test_an_app_without_a_replication_has_none(tmp_path: Path) -> None:
    assert list(replications(Resolved(assembly(tmp_path, {STACK: {"Resources": {}}}), {}))) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"ReplicationSettings": {"TargetMetadata": {"BatchApplyEnabled": True}}}, "BatchApplyEnabled"),
        ({"ReplicationSettings": {"TargetMetadata": {"LobMaxsize": 1}}}, "LobMaxsize"),
        ({"ReplicationSettings": {"FullLoadSettings": {"MaxFullLoadSubTasks": 50}}}, "MaxFullLoadSubTasks"),
        ({"ReplicationType": "everything"}, "ReplicationType"),
    ],
)
def test_what_is_not_played_is_refused_by_name(tmp_path: Path, changed: dict[str, Any], named: str) -> None:
    with pytest.raises(Unsupported, match=named):
        list(replications(app(tmp_path, **changed)))


def test_a_replication_to_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unresolvable, match="doesn't lead from PostgreSQL to Kinesis"):
        list(replications(app(tmp_path, TargetEndpointArn={"Ref": "From"})))
