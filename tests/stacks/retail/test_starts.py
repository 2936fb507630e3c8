"""What starts the lake's jobs: arrivals and the clock; and nothing is lost when a start is."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from jobs.retail.landing.place import MANIFEST
from stacks.retail.jobs import JOBS
from stacks.retail.lake import LakeSettings
from tests.stacks.policies import actions, policies_of, statements
from tests.stacks.scripts import name_of
from tests.stacks.synthesized import Environment, Resource

pytestmark = pytest.mark.needs("Lake")

# https://docs.aws.amazon.com/glue/latest/webapi/API_EventBatchingCondition.html
MOST_EVENTS, LONGEST_WINDOW = 100, 900
DAY_SECONDS = 24 * 3_600


def trigger_of(environment: Environment, script: str) -> Resource:
    """The trigger that starts a job when something has arrived."""
    triggers = environment.every("AWS::Glue::Trigger")
    (found,) = [each for each in triggers if each.mentions(job_of(environment, script))]
    return found


def job_of(environment: Environment, script: str) -> Resource:
    """The job of a script."""
    (job,) = [job for job in environment.every("AWS::Glue::Job") if name_of(job) == script]
    return job


def rule_of(environment: Environment, script: str) -> Resource:
    """The rule whose workflow starts a job."""
    trigger = trigger_of(environment, script)
    (workflow,) = [each for each in environment.every("AWS::Glue::Workflow") if trigger.mentions(each)]
    (rule,) = [rule for rule in environment.every("AWS::Events::Rule") if rule.mentions(workflow)]
    return rule


def role_of(environment: Environment, schedule: Resource) -> Resource:
    """The role of a schedule, in its own stack."""
    logical_id, _ = schedule.properties["Target"]["RoleArn"]["Fn::GetAtt"]
    roles = [role for role in environment.every("AWS::IAM::Role") if role.stack == schedule.stack]
    (role,) = [role for role in roles if role.logical_id == logical_id]
    return role


def schedules(environment: Environment, action: str) -> list[dict[str, Any]]:
    """The schedules that call an action of Glue."""
    found = [one.properties for one in environment.every("AWS::Scheduler::Schedule")]
    return [dict(one) for one in found if json.dumps(one["Target"]["Arn"]).endswith(f':glue:{action}"]]}}')]


def schedules_of_jobs(environment: Environment) -> list[Resource]:
    """The schedules that call Glue, whatever they call."""
    found = environment.every("AWS::Scheduler::Schedule")
    return [one for one in found if ":aws-sdk:glue:" in json.dumps(one.properties["Target"]["Arn"])]


def hours(environment: Environment) -> dict[str, int]:
    """When each job starts at night, in UTC."""
    started = {}
    for schedule in schedules(environment.base, "startJobRun"):
        called = json.dumps(schedule["Target"]["Input"])
        (script,) = [row.name for row in JOBS if job_of(environment, row.name).logical_id in called]
        hour = re.fullmatch(r"cron\(0 (\d+) \? \* \* \*\)", schedule["ScheduleExpression"])
        assert hour
        started[script] = int(hour[1])
    return started


def test_what_firehose_delivers_is_curated(environment: Environment) -> None:
    delivery = environment.base.the("AWS::KinesisFirehose::DeliveryStream")
    pattern = rule_of(environment, "curate_sales").properties["EventPattern"]
    ((how, prefix),) = pattern["detail"]["object"]["key"][0].items()

    (raw,) = [bucket for bucket in environment.every("AWS::S3::Bucket") if delivery.mentions(bucket)]
    destination = delivery.properties["ExtendedS3DestinationConfiguration"]

    assert how == "prefix"
    assert destination["Prefix"].startswith(prefix)
    assert not destination["ErrorOutputPrefix"].startswith(prefix)
    assert rule_of(environment, "curate_sales").mentions(raw)


def test_a_file_is_taken_when_its_manifest_is_there(environment: Environment) -> None:
    rule = rule_of(environment, "ingest_store_files")
    detail = rule.properties["EventPattern"]["detail"]

    assert detail["object"]["key"] == [{"suffix": MANIFEST}]
    assert "Landing" in json.dumps(detail["bucket"])


def rules(environment: Environment) -> list[Resource]:
    """The rules that start something: they listen on the account's own bus, where S3 tells."""
    workflows = environment.every("AWS::Glue::Workflow")
    return [
        rule
        for rule in environment.every("AWS::Events::Rule")
        if any(rule.mentions(workflow) for workflow in workflows)
    ]


def queue_of(environment: Environment) -> Resource:
    """The lake's dead letters."""
    (queue, *_) = [
        queue for queue in environment.every("AWS::SQS::Queue") if queue.logical_id.startswith("NotStarted")
    ]
    return queue


def test_every_rule_hears_of_new_objects_only(environment: Environment) -> None:
    for rule in rules(environment):
        pattern = rule.properties["EventPattern"]
        assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])


def test_arrivals_are_collected_so_that_a_run_has_something_to_do(environment: Environment) -> None:
    for script, window in (("curate_sales", LONGEST_WINDOW), ("ingest_store_files", 300)):
        trigger = trigger_of(environment, script).properties
        assert trigger["Type"] == "EVENT"
        assert trigger["EventBatchingCondition"] == {"BatchSize": MOST_EVENTS, "BatchWindow": window}


def test_every_workflow_runs_alone(environment: Environment) -> None:
    for workflow in environment.every("AWS::Glue::Workflow"):
        assert workflow.properties["MaxConcurrentRuns"] == 1


def test_a_rule_may_tell_its_workflow_and_do_no_more(environment: Environment) -> None:
    for rule in rules(environment):
        (role,) = [role for role in environment.every("AWS::IAM::Role") if rule.mentions(role)]
        assert actions(policies_of(environment, role)) == {"glue:notifyEvent"}


def test_every_target_and_every_schedule_has_dead_letters(environment: Environment) -> None:
    """FAULTS 38."""
    queues = {queue.logical_id for queue in environment.every("AWS::SQS::Queue")}
    targets = [target for rule in rules(environment) for target in rule.properties["Targets"]]
    called = [schedule.properties["Target"] for schedule in schedules_of_jobs(environment)]

    for target in (*targets, *called):
        assert target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] in queues


def test_whoever_fails_may_leave_its_dead_letters(environment: Environment) -> None:
    """FAULTS 38: without permission EventBridge drops them."""
    policies = environment.every("AWS::SQS::QueuePolicy")
    for rule in rules(environment):
        queues = [target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] for target in rule.properties["Targets"]]
        for queue in queues:
            (policy,) = [each for each in policies if f'"{queue}"' in json.dumps(each.properties["Queues"])]
            allowed = [s["Condition"]["ArnEquals"] for s in statements(policy) if s["Effect"] == "Allow"]
            assert {"aws:SourceArn": {"Fn::GetAtt": [rule.logical_id, "Arn"]}} in allowed
    for schedule in environment.every("AWS::Scheduler::Schedule"):
        role = role_of(environment, schedule)
        assert "sqs:SendMessage" in actions(policies_of(environment, role))


def test_a_schedule_may_start_what_it_starts_and_do_no_more(environment: Environment) -> None:
    for schedule in environment.every("AWS::Scheduler::Schedule"):
        role = role_of(environment, schedule)
        assert actions(policies_of(environment, role)) - {"sqs:SendMessage"} in (
            {"lambda:InvokeFunction"},
            {"batch:SubmitJob"},
            {"glue:StartJobRun"},
            {"glue:StartDataQualityRulesetEvaluationRun", "iam:PassRole"},
            {"lambda:InvokeFunction"},
        )


def test_work_and_dead_letters_stay_as_long_as_they_can(environment: Environment) -> None:
    """Which evaluations passed is neither. What holds whole events is under a key of ours."""
    for queue in environment.every("AWS::SQS::Queue"):
        if not queue.logical_id.startswith("QualityPassed"):
            assert queue.properties["MessageRetentionPeriod"] == 14 * DAY_SECONDS
        assert queue.properties.get("SqsManagedSseEnabled") or queue.properties["KmsMasterKeyId"]


def test_a_night_goes_from_files_to_tables_to_the_close(environment: Environment) -> None:
    """What came in the evening is curated when the day is closed, though no event started a job."""
    started = hours(environment)
    close = environment.settings(LakeSettings).close_hour

    assert started == {
        "ingest_store_files": (close - 4) % 24,
        "curate_sales": (close - 2) % 24,
        "close_day": close,
    }


def test_every_step_of_the_night_is_done_when_the_next_begins(environment: Environment) -> None:
    """With its retry, and what Flex makes it wait."""
    for row, after in pairwise(JOBS):
        job = job_of(environment, row.name).properties
        waits = 20 if job["ExecutionClass"] == "FLEX" else 0
        longest = (1 + job["MaxRetries"]) * (waits + job["Timeout"])
        assert longest <= (row.hours_before_close - after.hours_before_close) * 60, row.name


def test_every_schedule_tries_again_and_gives_up_before_the_next_step(environment: Environment) -> None:
    for schedule in environment.every("AWS::Scheduler::Schedule"):
        retries = schedule.properties["Target"]["RetryPolicy"]
        assert retries["MaximumRetryAttempts"] > 0
        assert retries["MaximumEventAgeInSeconds"] <= 3_600
        assert schedule.properties["ScheduleExpressionTimezone"] == "Etc/UTC"


def test_nothing_starts_by_the_clock_where_nobody_waits(environment: Environment) -> None:
    states = {one.properties["State"] for one in schedules_of_jobs(environment)}

    assert states == {"ENABLED" if environment.settings(LakeSettings).nightly else "DISABLED"}
