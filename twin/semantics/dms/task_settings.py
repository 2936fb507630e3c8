"""The task settings of a replication (Task settings).

What is an `object` here has no effect on what is written: its logging, its tuning, where it runs.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class DmsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="pascal"):
    """A part of the settings; an unknown one is refused."""


class TargetOptions(DmsSettings, frozen=True):
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


class LoadOptions(DmsSettings, frozen=True):
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


class ErrorOptions(DmsSettings, frozen=True):
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


class BeforeImageOptions(DmsSettings, frozen=True):
    """https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.BeforeImage.html."""

    enable_before_image: bool = False
    field_name: str = ""
    column_filter: Literal["pk-only", "non-lob", "all"] = "pk-only"


class ReplicationSettings(DmsSettings, frozen=True):
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
        """Return the before image's settings, or the defaults."""
        return self.before_image_settings or BeforeImageOptions()
