"""What a run needs that evaluates the rules of a table."""

import json
from pathlib import Path

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import Pairs, app, arn, encrypted_bucket, key, needed, refused, role
from twin.loopback import ACCOUNT, REGION
from twin.permissions.authorizer import ASSUME_ROLE
from twin.resolve import Resolved

RUN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/Run"
CATALOG = {"catalog", "database/lake", "table/lake/sales"}


def evaluated(directory: Path, run_service: str = "glue.amazonaws.com", **options: object) -> Resolved:
    """A schedule that starts an evaluation of a table's rules."""
    table = {"DatabaseName": "lake", "TableName": "sales"}
    run = {"DataSource": {"GlueTable": table}, "Role": RUN_ROLE, "RulesetNames": ["rules"], **options}
    location = {"Fn::Join": ["", ["s3://", {"Ref": "Bucket"}, "/sales"]]}
    return app(
        directory,
        Key=key(),
        Bucket=encrypted_bucket(),
        Table=resource(
            "AWS::Glue::Table",
            DatabaseName="lake",
            Name="sales",
            TableInput={"StorageDescriptor": {"Location": location}},
        ),
        Role=role("scheduler.amazonaws.com"),
        Run=role(run_service),
        Schedule=resource(
            "AWS::Scheduler::Schedule",
            Target={
                "Arn": "arn:aws:scheduler:::aws-sdk:glue:startDataQualityRulesetEvaluationRun",
                "Input": {"Fn::Sub": json.dumps(run)},
                "RoleArn": arn("Role"),
            },
        ),
    )


def of(pairs: Pairs, action: str) -> set[str]:
    """What an action is needed on."""
    return {on for each, on in pairs if each == action}


def test_a_run_loads_the_libraries_of_aws_and_reads_the_table(tmp_path: Path) -> None:
    found = needed(evaluated(tmp_path))

    assert of(found, "s3:GetObject") == {
        f"aws-glue-ml-data-quality-assets-{REGION}/*",
        "Bucket/sales/*",
    }
    assert of(found, "kms:Decrypt") == {"key/Key"}
    assert of(found, "glue:GetTable") == of(found, "glue:GetPartitions") == CATALOG


def test_a_run_reads_its_ruleset_and_publishes_on_any(tmp_path: Path) -> None:
    found = needed(evaluated(tmp_path))

    assert of(found, "glue:GetDataQualityRuleset") == {"dataQualityRuleset/rules"}
    assert of(found, "glue:PublishDataQuality") == {"dataQualityRuleset/*"}
    assert of(found, "glue:GetDataQualityRulesetEvaluationRun") == {"dataQualityRuleset/*"}


def test_a_run_counts_only_if_it_is_asked_to(tmp_path: Path) -> None:
    counting = evaluated(tmp_path, AdditionalRunOptions={"CloudWatchMetricsEnabled": True})

    assert of(needed(counting), "cloudwatch:PutMetricData") == {"*"}
    assert not of(needed(evaluated(tmp_path)), "cloudwatch:PutMetricData")


def test_whoever_starts_a_run_starts_it_for_the_ruleset_and_passes_its_role(tmp_path: Path) -> None:
    found = needed(evaluated(tmp_path))

    assert of(found, "glue:StartDataQualityRulesetEvaluationRun") == {"dataQualityRuleset/rules"}
    assert of(found, "iam:PassRole") == {"role/Run"}


def test_glue_must_be_let_in_by_the_role_of_the_run(tmp_path: Path) -> None:
    assert (ASSUME_ROLE, "role/Run") in refused(evaluated(tmp_path, "lambda.amazonaws.com"))
    assert (ASSUME_ROLE, "role/Run") not in refused(evaluated(tmp_path))
