"""Whatever ends a run of any job but success is told, by one alarm that stands on what Glue itself says."""

from typing import Any

import pytest

from tests.stacks.scripts import name_of
from tests.stacks.synthesized import Environment, Resource
from tests.stacks.watched import alarms
from twin.semantics.event_pattern import EventPattern

pytestmark = pytest.mark.needs("Lake")

# https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
TOLD = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"}


def change(job: str, state: str) -> dict[str, Any]:
    """What Glue says of a run's end, as the page has it."""
    return {
        "version": "0",
        "id": "abcdef00-1234-5678-9abc-def012345678",
        "detail-type": "Glue Job State Change",
        "source": "aws.glue",
        "account": "123456789012",
        "time": "2017-09-07T06:02:03Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "jobName": job,
            "severity": "INFO" if state == "SUCCEEDED" else "ERROR",
            "state": state,
            "jobRunId": "jr_0123456789abcdef",
            "message": f"JobName:{job} and JobRunId:jr_0123456789abcdef ended",
        },
    }


def rules_of(environment: Environment, job: Resource) -> list[Resource]:
    """The rules that name a job."""
    return [rule for rule in environment.every("AWS::Events::Rule") if rule.mentions(job)]


def pattern_of(rule: Resource) -> EventPattern:
    """A rule's pattern, in which a job is named as in its template."""
    written = dict(rule.properties["EventPattern"])
    names = [each["Ref"] for each in written["detail"]["jobName"]]
    return EventPattern.parse({**written, "detail": {**written["detail"], "jobName": names}})


def test_every_bad_end_of_every_job_comes_to_a_queue_that_an_alarm_watches(environment: Environment) -> None:
    """FAULTS 56: Glue kills what takes too much memory, and the job itself can't say so."""
    watched = {
        (alarm.resource.stack, alarm.resource.logical_id): alarm
        for alarm in alarms(environment, "ApproximateNumberOfMessagesVisible")
    }
    for job in environment.every("AWS::Glue::Job"):
        [rule] = rules_of(environment, job)
        [target] = rule.properties["Targets"]
        queue, attribute = target["Arn"]["Fn::GetAtt"]

        told = {state for state in TOLD if pattern_of(rule).matches(change(job.logical_id, state))}

        assert told == TOLD - {"SUCCEEDED"}, name_of(job)
        assert attribute == "Arn"
        assert watched[rule.stack, queue].properties["Threshold"] == 1
        assert target["DeadLetterConfig"]


def test_what_another_job_of_the_account_does_is_nothing_to_be_told_of(environment: Environment) -> None:
    for job in environment.every("AWS::Glue::Job"):
        [rule] = rules_of(environment, job)
        assert not pattern_of(rule).matches(change("somebody-elses", "FAILED"))
