"""The weekly evaluation of data quality: what it may, and how it is heard that one didn't pass."""

import json
from copy import deepcopy
from typing import Any

import pytest

from stacks.retail.lake import LakeSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.synthesized import Environment, Resource
from tests.stacks.watched import alarms
from twin.semantics.event_pattern import EventPattern

pytestmark = pytest.mark.needs("Lake")

START = "startDataQualityRulesetEvaluationRun"
DAY_SECONDS = 24 * 3_600


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def evaluations(environment: Environment) -> list[dict[str, Any]]:
    """The schedules that start an evaluation."""
    found = [one.properties for one in environment.every("AWS::Scheduler::Schedule")]
    return [dict(one) for one in found if START in json.dumps(one["Target"]["Arn"])]


def passed(environment: Environment) -> Resource:
    """The queue that holds which evaluations passed."""
    (queue,) = [
        one for one in environment.every("AWS::SQS::Queue") if one.logical_id.startswith("QualityPassed")
    ]
    return queue


def test_every_tables_rules_are_evaluated_once_a_week(environment: Environment) -> None:
    started = evaluations(environment)
    inputs = json.dumps([each["Target"]["Input"] for each in started])

    assert {each["ScheduleExpression"] for each in started} == {
        f"cron(0 {environment.settings(LakeSettings).close_hour} ? * SUN *)"
    }
    for rules in environment.every("AWS::Glue::DataQualityRuleset"):
        assert rules.logical_id in inputs


def test_an_evaluation_reads_tables_and_writes_none(environment: Environment) -> None:
    (evaluation, *_) = evaluations(environment)
    (role,) = [
        role
        for role in environment.every("AWS::IAM::Role")
        if f'"{role.logical_id}", "Arn"' in json.dumps(evaluation["Target"]["Input"])
    ]

    assert "s3:GetObject" in actions(policies_of(environment, role), on="Curated")
    assert not {"s3:PutObject", "s3:DeleteObject"} & actions(policies_of(environment, role))


def test_an_evaluation_tells_how_it_ended(environment: Environment) -> None:
    """EventBridge hears only of those whose metrics are published."""
    for evaluation in evaluations(environment):
        assert '"AdditionalRunOptions":{"CloudWatchMetricsEnabled":true}' in "".join(
            part for part in evaluation["Target"]["Input"]["Fn::Join"][1] if isinstance(part, str)
        )


def test_only_an_evaluation_in_which_every_rule_held_counts_as_passed(prod: Environment) -> None:
    (rule,) = [one for one in prod.every("AWS::Events::Rule") if one.mentions(passed(prod))]
    (database,) = prod.every("AWS::Glue::Database")
    pattern = deepcopy(rule.properties["EventPattern"])
    assert pattern["detail"]["context"]["databaseName"] == [database.properties["DatabaseInput"]["Name"]]
    pattern["detail"]["context"]["databaseName"] = ["sluice_prod_lake"]
    told = EventPattern.parse(pattern)

    assert told.matches(evaluation_event(state="SUCCEEDED", score=1.0))
    assert not told.matches(evaluation_event(state="FAILED", score=1.0))
    assert not told.matches(evaluation_event(state="SUCCEEDED", score=0.93))
    assert not told.matches(evaluation_event(state="FAILED"))
    assert not told.matches(evaluation_event(state="SUCCEEDED", score=1.0, database="another"))


def evaluation_event(*, state: str, database: str = "sluice_prod_lake", **told: float) -> dict[str, Any]:
    """What Glue tells: https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html."""
    context = {
        "contextType": "GLUE_DATA_CATALOG",
        "databaseName": database,
        "runId": "dqrun-1",
        "tableName": "sales",
    }
    return {
        "source": "aws.glue-dataquality",
        "detail-type": "Data Quality Evaluation Results Available",
        "detail": {"context": context, "state": state, **told},
    }


def test_a_table_that_does_not_pass_is_missed_before_its_next_evaluation_ends(prod: Environment) -> None:
    (alarm,) = [one for one in alarms(prod) if one.name == "QualityNotPassed"]
    tables = len(prod.every("AWS::Glue::DataQualityRuleset"))

    assert alarm.resource.logical_id == passed(prod).logical_id
    assert alarm.properties["Threshold"] == tables
    assert passed(prod).properties["MessageRetentionPeriod"] == 8 * DAY_SECONDS


def test_a_passed_evaluation_that_cannot_be_delivered_is_a_dead_letter(prod: Environment) -> None:
    (rule,) = [one for one in prod.every("AWS::Events::Rule") if one.mentions(passed(prod))]
    (target,) = rule.properties["Targets"]

    assert target["DeadLetterConfig"] == evaluations(prod)[0]["Target"]["DeadLetterConfig"]
