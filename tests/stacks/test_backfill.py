"""History is brought in on Spot, at night, by a job that may add and never change."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from environments import dev, full, prod
from jobs.backfill.faults import ExitCode
from jobs.backfill.settings import BackfillJobSettings, Mode
from stacks.backfill import BackfillSettings
from stacks.config import ConfigError
from stacks.constructs.backfill.sizes import BackfillMode
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource, beside, settings_of, synthesize

DEPLOYED = settings_of(full(), BackfillSettings)


@pytest.fixture(scope="module")
def streaming() -> Environment:
    """A backfill onto the stream."""
    settings = replace(DEPLOYED, mode=BackfillMode.STREAM, events_a_day=10_000, days=30)
    return synthesize(beside(dev(), settings))


def job(environment: Environment) -> dict[str, Any]:
    """The properties of the job definition."""
    return dict(environment.the("AWS::Batch::JobDefinition").properties)


def variables(environment: Environment) -> dict[str, Any]:
    """What the job is told."""
    return {each["Name"]: each["Value"] for each in job(environment)["ContainerProperties"]["Environment"]}


def role(environment: Environment) -> Resource:
    """The role that the program runs under."""
    logical_id = job(environment)["ContainerProperties"]["JobRoleArn"]["Fn::GetAtt"][0]
    [found] = [one for one in environment.every("AWS::IAM::Role") if one.logical_id == logical_id]
    return found


def test_spot_is_asked_first_and_on_demand_where_there_is_none(full: Environment) -> None:
    queue = full.the("AWS::Batch::JobQueue").properties
    order = sorted(queue["ComputeEnvironmentOrder"], key=lambda each: each["Order"])
    kinds = {one.logical_id: one.properties for one in full.every("AWS::Batch::ComputeEnvironment")}

    asked = [kinds[each["ComputeEnvironment"]["Fn::GetAtt"][0]]["ComputeResources"] for each in order]

    assert [each["Type"] for each in asked] == ["FARGATE_SPOT", "FARGATE"]


def test_no_job_waits_for_ever(full: Environment) -> None:
    actions_ = full.the("AWS::Batch::JobQueue").properties["JobStateTimeLimitActions"]

    assert {each["Reason"] for each in actions_} == {
        "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY",
        "MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE",
        "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
    }
    for each in actions_:
        assert (each["Action"], each["State"]) == ("CANCEL", "RUNNABLE")
        assert 600 <= each["MaxTimeSeconds"] <= 86_400


def test_reclaimed_and_passing_faults_are_tried_again_and_nothing_else(full: Environment) -> None:
    """FAULTS 37: Spot's text comes first, for its kill is a 137 like any other; the last ends the rest."""
    strategy = job(full)["RetryStrategy"]

    assert strategy["Attempts"] == 10
    assert strategy["EvaluateOnExit"] == [
        {"Action": "RETRY", "OnStatusReason": "Your Spot Task was interrupted*"},
        {"Action": "EXIT", "OnExitCode": str(ExitCode.BAD_INPUT.value)},
        {"Action": "RETRY", "OnExitCode": str(ExitCode.TRY_AGAIN.value)},
        {"Action": "RETRY", "OnReason": "CannotPullContainerError:*"},
        {"Action": "EXIT", "OnReason": "*"},
    ]


def test_an_attempt_ends_with_the_hours_of_a_night(full: Environment) -> None:
    assert job(full)["Timeout"]["AttemptDurationSeconds"] == DEPLOYED.window_hours * 3_600 >= 60


def test_the_program_takes_what_it_is_told(full: Environment) -> None:
    told = {name: value if isinstance(value, str) else name for name, value in variables(full).items()}

    settings = BackfillJobSettings.from_environment(told)

    assert settings.mode is Mode.RAW
    assert settings.window.hours == DEPLOYED.window_hours
    assert {each.value for each in Mode} == {each.value for each in BackfillMode}


def test_it_may_add_and_never_change_delete_or_read_what_is_of_others(full: Environment) -> None:
    granted = policies_of(full, role(full))

    assert actions(granted) == {
        "cloudwatch:PutMetricData",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "s3:GetObject",
        "s3:ListBucket",
        "s3:PutObject",
    }
    assert actions(granted, "/events/*/backfill-*") == {"s3:PutObject"}
    assert actions(granted, "/history/*") == {"s3:GetObject"}


def test_onto_the_stream_it_puts_records_and_no_raw_object(streaming: Environment) -> None:
    granted = policies_of(streaming, role(streaming))

    assert "kinesis:PutRecords" in actions(granted)
    assert not actions(granted, "/sales/")
    assert "kinesis-streams" in replace(DEPLOYED, mode=BackfillMode.STREAM).endpoints - DEPLOYED.endpoints


def test_a_night_begins_with_an_array_as_large_as_the_load_asks_for(full: Environment) -> None:
    [schedule] = [one.properties for one in full.every("AWS::Scheduler::Schedule") if batch(one)]
    called = json.dumps(schedule["Target"]["Input"])

    assert schedule["ScheduleExpression"] == f"cron(0 {DEPLOYED.off_peak_hours[0]} ? * * *)"
    size = re.search(r'ArrayProperties.{6,12}Size\\":(\d+)', called)
    assert size
    assert size[1] == variables(full)["ARRAY_SIZE"]


def test_what_failed_and_what_does_not_run_is_kept_until_somebody_looks(full: Environment) -> None:
    rules = [one.properties for one in full.every("AWS::Events::Rule") if one.stack.endswith("-Backfill")]
    queue = {"Fn::GetAtt": [full.the("AWS::Batch::JobQueue").logical_id, "JobQueueArn"]}
    patterns = {each["EventPattern"]["detail-type"][0]: each["EventPattern"] for each in rules}

    assert patterns.keys() == {"Batch Job State Change", "Batch Job Queue Blocked"}
    for pattern in patterns.values():
        assert pattern["source"] == ["aws.batch"]
        assert pattern["detail"]["jobQueue"] == [queue]
    assert patterns["Batch Job State Change"]["detail"]["status"] == ["FAILED"]
    assert all("DeadLetterConfig" in target for each in rules for target in each["Targets"])


def test_an_image_can_be_given(full: Environment) -> None:
    given = replace(DEPLOYED, image_uri="111122223333.dkr.ecr.eu-west-1.amazonaws.com/backfill:1")
    foreign = synthesize(beside(dev(), given))

    assert job(foreign)["ContainerProperties"]["Image"] == given.image_uri
    assert "container-assets" in json.dumps(job(full)["ContainerProperties"]["Image"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"off_peak_hours": (22, 24)}, "backfill.off_peak_hours is (22, 24): hours are 0 to 23, of UTC"),
        ({"days": 0}, "backfill.days is 0: it must be at least 1"),
        ({"nights": 8}, "backfill.nights is 8: an alarm looks back 7 days"),
        (
            {"vcpu": 0.25, "memory_mebibytes": 999},
            "backfill.memory_mebibytes is 999: Fargate gives 0.25 vCPU 512, 1024, 2048",
        ),
        ({"vcpu": 3}, "backfill.memory_mebibytes is 2048: Fargate gives 3 vCPU "),
        (
            {"events_a_day": 1_000_000_000, "most_children": 10},
            "backfill.most_children is 10: 730,000,000,000 events in 1 nights take 2,897 children",
        ),
        (
            {"mode": BackfillMode.STREAM},
            "backfill.nights is 1: at 500 events a second it takes 58 nights",
        ),
    ],
)
def test_what_aws_refuses_or_no_night_is_long_enough_for_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=f"^{re.escape(message)}"):
        beside(prod(), replace(DEPLOYED, **changes))


def batch(schedule: Resource) -> bool:
    """Whether it submits a job."""
    return json.dumps(schedule.properties["Target"]["Arn"]).endswith(':batch:submitJob"]]}')
