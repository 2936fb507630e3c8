"""Task settings that DMS would ignore, or that would lose a change, are refused before a deploy."""

import pytest

from stacks.config import ConfigError
from stacks.constructs.database.task_settings import LOB_KIBIBYTES, Changes, task_settings

KNOWN_GROUPS = {
    "TargetMetadata",
    "FullLoadSettings",
    "BeforeImageSettings",
    "ControlTablesSettings",
    "ChangeProcessingDdlHandlingPolicy",
    "ValidationSettings",
    "ErrorBehavior",
    "Logging",
}


def refused(changes: Changes) -> str:
    """Return why these changes are refused."""
    with pytest.raises(ConfigError) as refusal:
        task_settings(changes)
    return str(refusal.value)


def test_no_record_is_skipped_whatever_is_wrong_with_it() -> None:
    behavior = task_settings({})["ErrorBehavior"]

    policies = {name: value for name, value in behavior.items() if name.endswith("Policy")}
    assert set(policies.values()) == {"SUSPEND_TABLE", "STOP_TASK"}
    assert behavior["FailOnNoTablesCaptured"]


def test_the_groups_are_those_of_dms() -> None:
    assert task_settings({}).keys() == KNOWN_GROUPS


def test_a_changed_key_is_told_by_what_it_was() -> None:
    assert task_settings({})["BeforeImageSettings"] == {
        "EnableBeforeImage": True,
        "FieldName": "before-image",
        "ColumnFilter": "pk-only",
    }


def test_no_control_table_becomes_records() -> None:
    assert not any(task_settings({})["ControlTablesSettings"].values())


def test_a_load_says_that_it_begins_anew() -> None:
    """FAULTS 46, the settings' half: by these records a load is told from an earlier one."""
    assert task_settings({})["FullLoadSettings"]["TargetTablePrepMode"] == "DROP_AND_CREATE"


def test_a_setting_may_be_said_otherwise() -> None:
    settings = task_settings({"TargetMetadata": {"ParallelApplyThreads": 16}})

    assert settings["TargetMetadata"]["ParallelApplyThreads"] == 16
    assert settings["TargetMetadata"]["LobMaxSize"] == 128


@pytest.mark.parametrize(
    "changes", [{"TargetMetadata": {"ParallelAplyThreads": 16}}, {"Tuning": {"CommitTimeout": 1}}]
)
def test_refuses_a_setting_that_is_not_known(changes: Changes) -> None:
    assert refused(changes).endswith("no such setting is known: DMS would ignore it")


def test_refuses_a_value_of_another_type() -> None:
    assert "it takes a value of type int" in refused({"TargetMetadata": {"LobMaxSize": "128"}})


@pytest.mark.parametrize("size", [0, LOB_KIBIBYTES + 1, 2_048])
def test_refuses_large_objects_that_outgrow_a_message(size: int) -> None:
    """A message is 1 MiB, and a character may take six bytes of it."""
    assert f"LobMaxSize is {size} KiB: 1 to {LOB_KIBIBYTES}" in refused(
        {"TargetMetadata": {"LobMaxSize": size}}
    )
    assert 6 * LOB_KIBIBYTES <= 1_024


@pytest.mark.parametrize("changes", [{"FullLobMode": True}, {"LimitedSizeLobMode": False}])
def test_refuses_full_lob_mode_which_a_stream_has_not(changes: dict[str, bool]) -> None:
    assert "Kinesis targets have none" in refused({"TargetMetadata": changes})


def test_refuses_batches_which_may_lose_changes() -> None:
    assert "it may lose changes" in refused({"TargetMetadata": {"BatchApplyEnabled": True}})


def test_refuses_to_do_without_the_old_key() -> None:
    assert "would leave its old row" in refused({"BeforeImageSettings": {"EnableBeforeImage": False}})


@pytest.mark.parametrize("policy", ["LOG_ERROR", "IGNORE_RECORD"])
def test_refuses_to_skip_a_record(policy: str) -> None:
    assert "it skips a record for good" in refused({"ErrorBehavior": {"DataErrorPolicy": policy}})


@pytest.mark.parametrize(
    ("name", "value"),
    [("ParallelApplyThreads", 33), ("ParallelApplyBufferSize", 1_001), ("ParallelApplyQueuesPerThread", 513)],
)
def test_refuses_what_is_over_a_limit_of_dms(name: str, value: int) -> None:
    assert f"{name} is {value:,}: AWS gives" in refused({"TargetMetadata": {name: value}})
