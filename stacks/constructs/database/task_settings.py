"""How DMS replicates: its task settings, typed, each decided, and what may be said otherwise.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from limits import dms
from stacks.config import ConfigError, check

Changes = Mapping[str, Mapping[str, object]]
"""Settings by group and name, as DMS spells both."""

# A character may take six bytes in JSON, as \\u0001 does.
ESCAPED = 6
LOB_KIBIBYTES = dms.MESSAGE_KIBIBYTES.limit // ESCAPED
SUSPEND, STOP, LOG = "SUSPEND_TABLE", "STOP_TASK", "LOG_ERROR"


@dataclass(frozen=True, kw_only=True)
class TargetMetadata:
    """The handling of large objects (whole, or the task stops) and batches (off: they may lose changes).

    Threads keep a partition key's order and send many records a call:
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
    """

    support_lobs: bool = True
    full_lob_mode: bool = False
    limited_size_lob_mode: bool = True
    # In KiB. Kinesis targets have no full mode, and a message of 1 MiB must hold it beside its row.
    lob_max_size: int = 128
    batch_apply_enabled: bool = False
    parallel_apply_threads: int = 8
    parallel_apply_buffer_size: int = 100
    parallel_apply_queues_per_thread: int = 16
    parallel_load_threads: int = 8
    parallel_load_buffer_size: int = 100
    parallel_load_queues_per_thread: int = 16


@dataclass(frozen=True, kw_only=True)
class FullLoadSettings:
    """The load, which begins with records that drop and create its table: they separate loads.

    Nothing is dropped: a stream has no tables. The changes that came during a load follow it at once.
    """

    target_table_prep_mode: str = "DROP_AND_CREATE"
    create_pk_after_full_load: bool = False
    stop_task_cached_changes_applied: bool = False
    stop_task_cached_changes_not_applied: bool = False
    max_full_load_sub_tasks: int = 8
    # In seconds: so long a load waits for transactions that began before it.
    transaction_consistency_timeout: int = 600
    commit_rate: int = 10_000


@dataclass(frozen=True, kw_only=True)
class BeforeImageSettings:
    """The key as it was: without it a changed key is an insert, and its old row stays for good.

    Of PostgreSQL there is no more than the key:
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html#CHAP_Target.Kinesis.BeforeImage
    """

    enable_before_image: bool = True
    field_name: str = "before-image"
    column_filter: str = "pk-only"


@dataclass(frozen=True, kw_only=True)
class ControlTablesSettings:
    """No control tables: on a stream their rows would be records of tables that aren't declared."""

    history_table_enabled: bool = False
    suspended_tables_table_enabled: bool = False
    status_table_enabled: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeProcessingDdlHandlingPolicy:
    """Control records for changes of a table: a column that is new, gone, or renamed."""

    handle_source_table_dropped: bool = True
    handle_source_table_truncated: bool = True
    handle_source_table_altered: bool = True


@dataclass(frozen=True, kw_only=True)
class ValidationSettings:
    """No validation, which a Kinesis target doesn't have: `cdc_compare` compares instead.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Validating.html
    """

    enable_validation: bool = False


@dataclass(frozen=True, kw_only=True)
class ErrorBehavior:
    """Suspension of a table whose record can't be sent: none is skipped in silence, no other table waits.

    A task that stops skips none either, but its slot keeps the whole database's log until the disk is full.
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.ErrorHandling.html
    """

    data_error_policy: str = SUSPEND
    data_truncation_error_policy: str = SUSPEND
    data_error_escalation_policy: str = SUSPEND
    data_error_escalation_count: int = 0
    table_error_policy: str = SUSPEND
    # The only choice.
    table_error_escalation_policy: str = STOP
    table_error_escalation_count: int = 0
    # Again and again, at longer and longer intervals: a database that is away for a night comes back.
    recoverable_error_count: int = -1
    recoverable_error_interval: int = 5
    recoverable_error_throttling: bool = True
    recoverable_error_throttling_max: int = 1_800
    recoverable_error_stop_retry_after_throttling_max: bool = False
    # A stream refuses no row for another one that is there; whatever this is, it isn't skipped.
    apply_error_delete_policy: str = SUSPEND
    apply_error_insert_policy: str = SUSPEND
    apply_error_update_policy: str = SUSPEND
    apply_error_escalation_policy: str = SUSPEND
    apply_error_escalation_count: int = 0
    # PostgreSQL's log has no truncation that DMS reads.
    apply_error_fail_on_truncation_ddl: bool = False
    full_load_ignore_conflicts: bool = True
    # Of Oracle only.
    fail_on_transaction_consistency_breached: bool = False
    # A wrong table name fails at the start, instead of replicating nothing.
    fail_on_no_tables_captured: bool = True


@dataclass(frozen=True, kw_only=True)
class Logging:
    """The log, in the group that DMS names after the replication."""

    enable_logging: bool = True


@dataclass(frozen=True, kw_only=True)
class TaskSettings:
    """The groups of settings that are decided here; the rest is DMS's default."""

    target_metadata: TargetMetadata = field(default_factory=TargetMetadata)
    full_load_settings: FullLoadSettings = field(default_factory=FullLoadSettings)
    before_image_settings: BeforeImageSettings = field(default_factory=BeforeImageSettings)
    control_tables_settings: ControlTablesSettings = field(default_factory=ControlTablesSettings)
    change_processing_ddl_handling_policy: ChangeProcessingDdlHandlingPolicy = field(
        default_factory=ChangeProcessingDdlHandlingPolicy
    )
    validation_settings: ValidationSettings = field(default_factory=ValidationSettings)
    error_behavior: ErrorBehavior = field(default_factory=ErrorBehavior)
    logging: Logging = field(default_factory=Logging)


def task_settings(changes: Changes) -> dict[str, dict[str, Any]]:
    """Return the settings under DMS's names, with these changes.

    Raise ConfigError for a setting that isn't known here, of another type, or that loses data.
    """
    settings = _named(TaskSettings())
    for group, names in changes.items():
        for name, value in names.items():
            _check_known(settings, group, name, value)
            settings[group][name] = value
    for error in _losing(settings):
        raise error
    return settings


def _named(settings: TaskSettings) -> dict[str, dict[str, Any]]:
    return {
        _pascal(group.name): {
            _pascal(name): value for name, value in asdict(getattr(settings, group.name)).items()
        }
        for group in fields(settings)
    }


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _check_known(settings: Mapping[str, Mapping[str, Any]], group: str, name: str, value: object) -> None:
    where = f"task_settings.{group}.{name}"
    if name not in settings.get(group, {}):
        raise ConfigError(where, repr(value), "no such setting is known: DMS would ignore it")
    if type(value) is not type(settings[group][name]):
        kind = type(settings[group][name]).__name__
        raise ConfigError(where, repr(value), f"it takes a value of type {kind}")


def _losing(settings: Mapping[str, Mapping[str, Any]]) -> Iterator[ConfigError]:
    target = settings["TargetMetadata"]
    if (size := target["LobMaxSize"]) > LOB_KIBIBYTES or size < 1:
        limit = f"1 to {LOB_KIBIBYTES}, six times which fits into {dms.MESSAGE_KIBIBYTES}"
        yield ConfigError("task_settings.TargetMetadata.LobMaxSize", f"{size} KiB", limit)
    if target["FullLobMode"] or not target["LimitedSizeLobMode"]:
        yield ConfigError("task_settings.TargetMetadata", "of full LOB mode", "Kinesis targets have none")
    if target["BatchApplyEnabled"]:
        yield ConfigError("task_settings.TargetMetadata.BatchApplyEnabled", True, "it may lose changes")
    if not settings["BeforeImageSettings"]["EnableBeforeImage"]:
        yield ConfigError("task_settings.BeforeImageSettings", "off", "a changed key would leave its old row")
    for name, value in settings["ErrorBehavior"].items():
        if value in {LOG, "IGNORE_RECORD"}:
            yield ConfigError(f"task_settings.ErrorBehavior.{name}", value, "it skips a record for good")
    check("ParallelApplyThreads", target["ParallelApplyThreads"], dms.APPLY_THREADS)
    check("ParallelApplyBufferSize", target["ParallelApplyBufferSize"], dms.APPLY_BUFFER)
    check("ParallelApplyQueuesPerThread", target["ParallelApplyQueuesPerThread"], dms.APPLY_QUEUES)
