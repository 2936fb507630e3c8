"""Each class of objects is kept as long as it is configured, and locked or held where that is wanted."""

from dataclasses import replace
from typing import Any

import pytest

from app import warn
from environments import PRESETS, preset
from stacks.config import Config, ConfigError
from stacks.retention import ClassRetention, LockMode, ObjectLock, RetentionSettings
from tests.stacks.policies import actions, statements
from tests.stacks.synthesized import Environment, Resource, synthesize

CLASSES = ("raw", "quarantine", "failures")
YEAR = ObjectLock(mode=LockMode.COMPLIANCE, days=365)


def retaining(**classes: ClassRetention) -> Config:
    """The smallest environment that keeps its data, so."""
    return replace(preset("starter"), retain_data=True, retention=RetentionSettings(**classes))


def bucket(environment: Environment, name: str) -> Resource:
    (found,) = [
        one for one in environment.every("AWS::S3::Bucket") if one.logical_id[:-8] == name.capitalize()
    ]
    return found


def rule(environment: Environment, name: str) -> dict[str, Any]:
    (found,) = bucket(environment, name).properties["LifecycleConfiguration"]["Rules"]
    return dict(found)


def test_by_default_all_is_kept_for_good_and_nothing_is_locked(environment: Environment) -> None:
    for name in CLASSES:
        assert "ExpirationInDays" not in rule(environment, name)
    for one in environment.every("AWS::S3::Bucket"):
        assert not {"ObjectLockEnabled", "ObjectLockConfiguration"} & one.properties.keys()
    assert "HoldPolicyArn" not in str(environment.templates)


@pytest.mark.parametrize(
    ("days", "classes"),
    [(31, ["STANDARD_IA"]), (90, ["STANDARD_IA"]), (400, ["STANDARD_IA", "GLACIER_IR"])],
)
def test_a_class_expires_after_its_days_and_gets_cheaper_until_then(days: int, classes: list[str]) -> None:
    environment = synthesize(retaining(quarantine=ClassRetention(days=days)))

    kept = rule(environment, "quarantine")
    assert kept["ExpirationInDays"] == days
    assert [step["StorageClass"] for step in kept["Transitions"]] == classes
    assert kept["NoncurrentVersionExpiration"] == {"NoncurrentDays": min(days, 90)}
    for other in ("raw", "failures"):
        assert "ExpirationInDays" not in rule(environment, other)


@pytest.mark.parametrize("mode", LockMode)
@pytest.mark.parametrize("name", CLASSES)
def test_each_new_version_of_a_locked_class_has_a_retention(name: str, mode: LockMode) -> None:
    lock = ObjectLock(mode=mode, days=365)
    environment = synthesize(retaining(**{name: ClassRetention(lock=lock)}))

    properties = bucket(environment, name).properties
    assert properties["ObjectLockEnabled"] is True
    assert properties["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Days": 365, "Mode": mode.value}},
    }
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    for other in {*CLASSES} - {name}:
        assert "ObjectLockEnabled" not in bucket(environment, other).properties


def test_a_class_that_may_be_held_has_no_retention_and_a_policy_for_holds_of_its_own() -> None:
    environment = synthesize(retaining(failures=ClassRetention(legal_hold=True)))

    properties = bucket(environment, "failures").properties
    assert properties["ObjectLockEnabled"] is True
    assert "ObjectLockConfiguration" not in properties
    (hold,) = [one for one in environment.every("AWS::IAM::ManagedPolicy") if one.logical_id[:-8] == "Hold"]
    assert "Roles" not in hold.properties
    assert actions(statements(hold)) == {
        "s3:GetObjectLegalHold",
        "s3:ListBucketVersions",
        "s3:PutObjectLegalHold",
    }
    assert {each for each in CLASSES if each.capitalize() in str(statements(hold))} == {"failures"}


def test_only_a_deployment_changes_the_lock_of_raw(environment: Environment) -> None:
    policies = environment.every("AWS::S3::BucketPolicy")
    raw = bucket(environment, "raw")
    (policy,) = [one for one in policies if one.properties["Bucket"] == {"Ref": raw.logical_id}]

    (denied,) = [s for s in statements(policy) if "s3:PutBucketObjectLockConfiguration" in s["Action"]]
    assert denied["Effect"] == "Deny"
    assert "cdk-*-cfn-exec-role-" in str(denied["Condition"]["ArnNotLike"])


@pytest.mark.parametrize(
    ("kept", "refused"),
    [
        (ClassRetention(days=30), r"^retention\.raw\.days is 30: AWS takes 31 to 36,500 "),
        (
            ClassRetention(lock=ObjectLock(mode=LockMode.GOVERNANCE, days=0)),
            r"^retention\.raw\.lock\.days is 0: AWS takes 1 to 36,500 ",
        ),
        (
            ClassRetention(days=200, lock=YEAR),
            r"^retention\.raw\.lock\.days is 365: retention\.raw\.days is 200, and until a lock ends nothing",
        ),
    ],
)
def test_refuses_what_aws_does_not_take_and_a_lock_that_outlasts_the_class(
    kept: ClassRetention, refused: str
) -> None:
    with pytest.raises(ConfigError, match=refused):
        retaining(raw=kept)


def test_a_lock_may_be_as_long_as_the_class_is_kept() -> None:
    assert retaining(raw=ClassRetention(days=365, lock=YEAR)).retention.raw.days == 365


def test_refuses_a_class_that_goes_before_the_stream_forgets() -> None:
    for name in CLASSES:
        settings = RetentionSettings(**{name: ClassRetention(days=40)})
        with pytest.raises(ConfigError, match=rf"^retention\.{name}\.days is 40: keep it longer than the"):
            replace(preset("prod"), stream_retention_hours=40 * 24, retention=settings)


@pytest.mark.parametrize("kept", [ClassRetention(lock=YEAR), ClassRetention(legal_hold=True)])
def test_refuses_a_lock_or_a_hold_where_buckets_go_with_their_stack(kept: ClassRetention) -> None:
    with pytest.raises(ConfigError, match=r"^retention\.raw\.(lock|legal_hold) is set: set retain_data"):
        replace(preset("dev"), retention=RetentionSettings(raw=kept))


def test_says_what_a_choice_costs(capsys: pytest.CaptureFixture[str]) -> None:
    ends = ClassRetention(days=400, lock=ObjectLock(mode=LockMode.GOVERNANCE, days=30))
    config = retaining(raw=ends, quarantine=ClassRetention(days=90), failures=ClassRetention(lock=YEAR))

    warn(config)

    shown = capsys.readouterr().err.splitlines()
    assert shown == [
        (
            "sluice: retention.raw.days is 400: no replay and no rebuild reaches further back, "
            "and totals rebuilt from raw lack what came before"
        ),
        (
            "sluice: retention.raw.lock: nobody takes a record out before 30 days after it was written, "
            "unless an administrator lifts its lock"
        ),
        (
            "sluice: retention.quarantine.days is 90: a record that nobody repaired by then is lost, "
            "and with it that it was kept whole"
        ),
        "sluice: retention.failures.lock: nobody takes a record out before 365 days after it was written",
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_no_preset_costs_anything_by_its_retention(name: str) -> None:
    assert list(preset(name).retention.warnings()) == []
