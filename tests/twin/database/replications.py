"""Replications of a test, as a template declares them, and stand-ins that write to a list."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from tests.twin.database.databases import SourceDatabase
from tests.twin.database.reference_fold import folded
from twin.database.checkpoint import CheckpointFile
from twin.database.stand_in import StandIn, StartType
from twin.semantics.dms.records import OutputRecord
from twin.semantics.dms.settings import DmsReplication, Endpoint, ReplicationConfig

MILK = """INSERT INTO pos.products VALUES ('1', 'milk', 199, NULL, '{"a": 1}')"""
BREAD = "INSERT INTO pos.products VALUES ('2', E'tab\\tline\\nback\\\\slash', 1, '', '[]')"

STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/cdc"
KINESIS: dict[str, Any] = {
    "StreamArn": STREAM,
    "ServiceAccessRoleArn": "arn:aws:iam::111122223333:role/writes",
    "MessageFormat": "json-unformatted",
    "IncludeTransactionDetails": True,
    "IncludePartitionValue": True,
    "PartitionIncludeSchemaTable": True,
    "IncludeTableAlterOperations": True,
    "IncludeControlDetails": True,
    "IncludeNullAndEmpty": True,
}
POSTGRES: dict[str, Any] = {
    "SecretsManagerAccessRoleArn": "arn:aws:iam::111122223333:role/reads",
    "SecretsManagerSecretId": "source",
    "MapBooleanAsBoolean": True,
    "DdlArtifactsSchema": "dms",
}
SETTINGS: dict[str, Any] = {
    "TargetMetadata": {"LobMaxSize": 128},
    "BeforeImageSettings": {
        "EnableBeforeImage": True,
        "FieldName": "before-image",
        "ColumnFilter": "pk-only",
    },
}


def included(*tables: str) -> list[dict[str, Any]]:
    """Rules that take tables of the schema pos in, each row under its primary key."""
    rules: list[dict[str, Any]] = []
    for table in tables:
        locator = {"schema-name": "pos", "table-name": table}
        number = len(rules) + 1
        rules += [
            _rule(number, "selection", "include", locator),
            _rule(number + 1, "object-mapping", "map-record-to-record", locator)
            | {"mapping-parameters": {"partition-key-type": "primary-key"}},
        ]
    return rules


def _rule(number: int, type_: str, action: str, locator: dict[str, str]) -> dict[str, Any]:
    return {
        "rule-type": type_,
        "rule-id": str(number),
        "rule-name": f"{action}-{locator['table-name']}",
        "rule-action": action,
        "object-locator": locator,
    }


def replication(
    rules: Sequence[dict[str, Any]] | None = None,
    *,
    postgres: dict[str, Any] | None = None,
    kinesis: dict[str, Any] | None = None,
    settings: dict[str, Any] | None = None,
    type_: str = "full-load-and-cdc",
) -> DmsReplication:
    """A replication of all that is in the schema pos, unless rules say otherwise."""
    wanted = included("%") if rules is None else rules
    source = endpoint("source", "postgres", PostgreSqlSettings=POSTGRES | (postgres or {}))
    target = endpoint("target", "kinesis", KinesisSettings=KINESIS | (kinesis or {}))
    assert source.postgre_sql_settings
    assert target.kinesis_settings
    return DmsReplication(
        config=replication_config(wanted, SETTINGS | (settings or {}), type_),
        database=source.database_name,
        source=source.postgre_sql_settings,
        target=target.kinesis_settings,
    )


def replication_config(
    rules: Sequence[dict[str, Any]], settings: dict[str, Any], type_: str
) -> ReplicationConfig:
    """Return a replication's properties as the template has them."""
    return ReplicationConfig.from_properties(
        {
            "ReplicationConfigIdentifier": "database",
            "ReplicationType": type_,
            "SourceEndpointArn": "source",
            "TargetEndpointArn": "target",
            "TableMappings": {"rules": rules},
            "ReplicationSettings": settings,
            "ComputeConfig": {"MaxCapacityUnits": 1},
        }
    )


def endpoint(type_: str, engine: str, **settings: dict[str, Any]) -> Endpoint:
    """Return an endpoint's properties as the template has them."""
    return Endpoint.from_properties({"EndpointType": type_, "EngineName": engine, **settings})


@dataclass
class MemoryTarget:
    """Keeps what is put, in order."""

    records: list[OutputRecord] = field(default_factory=list)

    def put(self, records: Sequence[OutputRecord]) -> None:
        self.records.extend(records)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was put, as JSON."""
        return [json.loads(record.data) for record in self.records]

    def of(self, *operations: str) -> list[dict[str, Any]]:
        """The messages of some operations, but those of DMS's own table."""
        return [
            each
            for each in self.messages
            if each["metadata"]["operation"] in operations and each["metadata"]["schema-name"]
        ]


@dataclass
class Played:
    """A replication of a test's database, run as far as the test wants."""

    source: SourceDatabase
    directory: Path
    replication: DmsReplication = field(default_factory=replication)
    target: MemoryTarget = field(default_factory=MemoryTarget)
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Slots are the server's, not the database's: each has a name of its own.
        source = replace(self.replication.source, slot_name=f"cdc_{self.source.name}")
        self.replication = replace(self.replication, source=source)

    @property
    def checkpoints(self) -> CheckpointFile:
        return CheckpointFile(self.directory / "checkpoint.json")

    def stand_in(self, **changed: Any) -> StandIn:
        """A stand-in for this replication, like DMS's after a failure a new one each time."""
        return StandIn(
            **{
                "replication": self.replication,
                "login": self.source.login,
                "target": self.target,
                "checkpoints": self.checkpoints,
                "warn": self.warnings.append,
                **changed,
            }
        )

    def run(self, start: StartType = StartType.START, **changed: Any) -> None:
        """Run until all that is in the source now is on the stream."""
        end = self.source.lsn
        self.stand_in(**changed).run(start, self.reached(end))

    def reached(self, lsn: int) -> Callable[[], bool]:
        """Say whether a position of the log is on the stream."""

        def stopping() -> bool:
            found = self.checkpoints.read()
            return found is not None and found.loaded and found.lsn >= lsn

        return stopping


def assert_equal(played: Played, *tables: str) -> None:
    """Hold tables of the source against what the records come to."""
    found = folded(played.target.messages)
    for table in tables or ("products", "prices"):
        assert found[f"pos.{table}"] == played.source.rows(f"pos.{table}")
