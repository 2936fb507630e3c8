"""Every need of ours is allowed, and one that isn't is found, whoever has it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.synthesis import ENVIRONMENTS, templates
from tests.twin.assemblies import resource
from tests.twin.permissions.apps import allow, app, arn, evaluated, refused, role, synthesized
from twin.permissions.attachments import attachments
from twin.permissions.authorizer import ASSUME_ROLE
from twin.permissions.needs.evaluation import (
    ROWS,
    NeedNotMet,
    needs,
    require_needs,
    unknown_services,
    unneeded_roles,
)

LAKE = "Sluice-prod-Lake"
AT_2AD4913 = Path(__file__).parent / "quality_role_at_2ad4913.json"
every_environment = pytest.mark.parametrize("environment", ENVIRONMENTS)


@every_environment
def test_every_need_is_allowed(environment: str, tmp_path: Path) -> None:
    """FAULTS 60."""
    results = evaluated(synthesized(tmp_path, environment))

    assert [(each.need, each.verdict.reason) for each in results if not each.verdict.allowed] == []
    assert len(results) > 50


@every_environment
def test_every_need_but_trust_says_which_grants_allow_it(environment: str, tmp_path: Path) -> None:
    for each in evaluated(synthesized(tmp_path, environment)):
        assert each.verdict.grants or each.need.action == ASSUME_ROLE, each.need


@every_environment
def test_every_service_that_a_role_trusts_has_rows(environment: str, tmp_path: Path) -> None:
    assert unknown_services(synthesized(tmp_path, environment)) == []


@every_environment
def test_every_role_is_needed_by_a_row(environment: str, tmp_path: Path) -> None:
    resolved = synthesized(tmp_path, environment)

    assert unneeded_roles(resolved, needs(resolved)) == []


def test_every_row_has_its_page_of_aws() -> None:
    for row in ROWS:
        assert row.page.startswith("https://docs.aws.amazon.com/"), row


def test_a_service_without_rows_is_told(tmp_path: Path) -> None:
    resolved = app(tmp_path, Role=role("polly.amazonaws.com"))

    assert unknown_services(resolved) == ["polly.amazonaws.com"]


def test_a_role_that_no_resource_uses_is_told(tmp_path: Path) -> None:
    resolved = app(tmp_path, Role=role("lambda.amazonaws.com"))

    assert unneeded_roles(resolved, needs(resolved)) == ["App/Role"]


def test_the_quality_role_as_it_was_at_2ad4913_could_run_nothing(tmp_path: Path) -> None:
    """Its policy as synthesized then: no library, no ruleset, no run, no partition, no metric."""
    found = refused(synthesized(tmp_path, "prod", {LAKE: with_quality_policy(AT_2AD4913)}))

    # Not counting a table that came later.
    assert {action for action, on in found if not on.endswith("/product_statements")} == {
        "s3:GetObject",
        "glue:GetDataQualityRuleset",
        "glue:GetDataQualityRulesetEvaluationRun",
        "glue:PublishDataQuality",
        "glue:GetPartitions",
        "cloudwatch:PutMetricData",
    }
    assert {on.partition("-eu-")[0] for action, on in found if action == "s3:GetObject"} == {
        "aws-glue-ml-data-quality-assets"
    }


def with_quality_policy(path: Path) -> dict[str, Any]:
    """The lake's template with another policy for the role of its evaluations."""
    template = deepcopy(templates("prod")[LAKE])
    (policy,) = [
        one["Properties"]
        for name, one in template["Resources"].items()
        if name.startswith("QualityRoleDefaultPolicy")
    ]
    policy["PolicyDocument"] = json.loads(path.read_text())
    return template


def test_a_service_that_sends_no_source_fails_a_trust_on_one(tmp_path: Path) -> None:
    """Firehose's own page shows no condition, and says nothing of what would meet one."""
    condition = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    reading = allow(
        "kinesis:DescribeStream",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        on=arn("Stream"),
    )
    delivery = resource(
        "AWS::KinesisFirehose::DeliveryStream",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": arn("Stream"), "RoleARN": arn("Role")},
    )
    stream = resource("AWS::Kinesis::Stream")

    assert refused(
        app(
            tmp_path,
            Stream=stream,
            Role=role("firehose.amazonaws.com", reading, condition=condition),
            Delivery=delivery,
        )
    ) == {(ASSUME_ROLE, "role/Role")}
    assert not refused(
        app(tmp_path, Stream=stream, Role=role("firehose.amazonaws.com", reading), Delivery=delivery)
    )


def test_a_need_that_is_not_met_is_told_in_one_line_with_its_page(tmp_path: Path) -> None:
    function = resource("AWS::Lambda::Function", Role={"Fn::GetAtt": ["Role", "Arn"]})
    resolved = app(tmp_path, Role=role("lambda.amazonaws.com"), Work=function)

    with pytest.raises(NeedNotMet, match=r"App/Work: Role may not logs:\w+ on .*https://docs\.aws") as told:
        require_needs(resolved, attachments(resolved))

    assert "\n" not in str(told.value)
