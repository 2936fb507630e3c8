"""A replication of a deployed app, as its templates declare it, and what a stand-in needs to run it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from twin.assembly import Resource
from twin.emulator import Emulator
from twin.errors import Unresolvable
from twin.permissions.authorizer import Principal
from twin.resolve import Resolved
from twin.semantics.dms.settings import CONFIG, ENDPOINT, DmsReplication, Endpoint, ReplicationConfig
from twin.services.permissions import register

UNREAD = frozenset({"CertificateArn", "ComputeConfig", "KmsKeyId", "Tags"})
"""What the stand-in has no use for, and the emulator no value."""


class ReplicationTask(msgspec.Struct, frozen=True, kw_only=True):
    """A replication on an emulator: its calls bear the keys of the two roles that its endpoints name."""

    replication: DmsReplication
    emulator: str
    secret_key: str
    stream_key: str
    checkpoint: str

    @property
    def stream(self) -> str:
        """Return the name of the stream that is written."""
        return self.replication.target.stream_arn.rpartition("/")[2]


def replications(app: Resolved) -> Iterator[DmsReplication]:
    """Yield every replication that the templates declare; raises Unsupported for what isn't played."""
    endpoints = {
        one.physical_id: Endpoint.from_properties(one.properties) for one in _resolved(app, ENDPOINT)
    }
    for one in _resolved(app, CONFIG):
        config = ReplicationConfig.from_properties(one.properties)
        source, target = endpoints[config.source_endpoint_arn], endpoints[config.target_endpoint_arn]
        if source.postgre_sql_settings is None or target.kinesis_settings is None:
            raise Unresolvable(
                f"{one.path} doesn't lead from PostgreSQL to Kinesis, which is all that is played."
            )
        yield DmsReplication(
            config=config,
            database=source.database_name,
            source=source.postgre_sql_settings,
            target=target.kinesis_settings,
        )


def task_of(replication: DmsReplication, emulator: Emulator, directory: Path) -> ReplicationTask:
    """Return the task of a replication, which leaves its checkpoint in a directory."""
    return ReplicationTask(
        replication=replication,
        emulator=emulator.endpoint,
        secret_key=_key(emulator, replication.source.secrets_manager_access_role_arn),
        stream_key=_key(emulator, replication.target.service_access_role_arn),
        checkpoint=str(directory / "checkpoint.json"),
    )


def _key(emulator: Emulator, role_arn: str) -> str:
    return register(emulator.endpoint, Principal.role(role_arn))


def _resolved(app: Resolved, type_: str) -> Iterator[Resource]:
    ids = {(one.stack, one.logical_id): physical_id for one, physical_id in app.deployed()}
    for one in app.assembly.resources(type_):
        properties = {name: app.value(one.stack, raw) for name, raw in _read(one.properties)}
        yield Resource(
            stack=one.stack,
            logical_id=one.logical_id,
            type=one.type,
            path=one.path,
            properties=properties,
            physical_id=ids[one.stack, one.logical_id],
        )


def _read(properties: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, raw) for name, raw in properties.items() if name not in UNREAD)
