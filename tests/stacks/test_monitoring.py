"""What is found wrong is told to somebody, who finds the page that helps."""

import re
from collections.abc import Mapping
from typing import Any

from environments import preset
from stacks.alarms.alarm_spec import Urgency
from tests.stacks.policies import statements
from tests.stacks.synthesized import Environment, Resource
from tests.stacks.watched import alarms
from tests.synthesis import ENVIRONMENTS, REPOSITORY, templates

RUNBOOKS = REPOSITORY / "docs/runbooks"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}

# https://aws.amazon.com/cloudwatch/pricing/ and https://aws.amazon.com/kms/pricing/, us-east-1, nothing free
DOLLARS_AN_ALARM = 0.10
DOLLARS_A_METRIC = 0.30
DOLLARS_A_DASHBOARD = 3.00
DOLLARS_A_KEY = 1.00
METRICS_OF_FUNCTIONS = {
    "api_source": 3,
    "cdc": 5,
    "cdc_compare": 2,
    "device_source": 3,
    "fraud": 6,
    "inventory": 5,
    "loyalty": 5,
    "manifest": 2,
    "queue_source": 3,
    "reorder": 5,
    "shelves": 3,
    "warehouse": 4,
}
METRICS_OF_JOBS = 6
METRICS_OF_BACKFILL = 3


def test_every_alarm_tells_exactly_one_topic(environment: Environment) -> None:
    topics = {topic.logical_id for topic in environment.every("AWS::SNS::Topic")}
    for alarm in environment.every("AWS::CloudWatch::Alarm"):
        (action,) = alarm.properties["AlarmActions"]
        assert action["Ref"] in topics
        assert alarm.properties.get("ActionsEnabled", True)


def test_there_is_a_topic_an_urgency(environment: Environment) -> None:
    assert len(environment.every("AWS::SNS::Topic")) == len(Urgency)
    for urgency in Urgency:
        assert f"{urgency.value}Topic" in environment.templates[monitoring(environment)]["Outputs"]


def test_every_topic_is_encrypted_with_a_key_that_cloudwatch_may_use(environment: Environment) -> None:
    """With AWS's own key for SNS every notification would fail."""
    key = key_of(environment)
    (allowed,) = [s for s in key.properties["KeyPolicy"]["Statement"] if s["Principal"] == CLOUDWATCH]

    assert set(allowed["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey*"}
    assert allowed["Condition"] == THIS_ACCOUNT
    for topic in environment.every("AWS::SNS::Topic"):
        assert topic.properties["KmsMasterKeyId"] == {"Fn::GetAtt": [key.logical_id, "Arn"]}


def test_alarms_do_not_depend_on_the_key_whose_failure_they_tell(environment: Environment) -> None:
    assert key_of(environment).stack == monitoring(environment)


def test_cloudwatch_may_publish_to_every_topic(environment: Environment) -> None:
    """A topic policy replaces the default one, under which the account's alarms may."""
    for policy in environment.every("AWS::SNS::TopicPolicy"):
        allowed = by_effect(policy)["Allow"]
        assert (allowed["Principal"], allowed["Action"]) == (CLOUDWATCH, "sns:Publish")
        assert allowed["Condition"] == THIS_ACCOUNT


def test_every_topic_refuses_what_is_not_encrypted_on_its_way(environment: Environment) -> None:
    guarded = []
    for policy in environment.every("AWS::SNS::TopicPolicy"):
        assert by_effect(policy)["Deny"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        guarded += [topic["Ref"] for topic in policy.properties["Topics"]]

    assert sorted(guarded) == sorted(topic.logical_id for topic in environment.every("AWS::SNS::Topic"))


def test_every_alarm_names_a_runbook_that_exists(environment: Environment) -> None:
    for alarm in alarms(environment):
        page = runbook(alarm.properties["AlarmDescription"])
        assert (REPOSITORY / page).is_file(), alarm.name


def test_every_runbook_has_an_alarm_of_some_environment() -> None:
    every = (Environment(preset(name), templates(name)) for name in ENVIRONMENTS)
    named = {
        REPOSITORY / runbook(alarm.properties["AlarmDescription"]) for each in every for alarm in alarms(each)
    }

    assert named == set(RUNBOOKS.glob("*.md")) - {RUNBOOKS / "README.md"}


def test_the_emulator_can_deploy_every_alarm(environment: Environment) -> None:
    """MiniStack refuses metric math."""
    for alarm in environment.every("AWS::CloudWatch::Alarm"):
        assert "Metrics" not in alarm.properties, alarm.logical_id


def test_what_watching_costs_is_what_the_page_says(environment: Environment) -> None:
    said = (RUNBOOKS / "README.md").read_text()
    row = re.search(rf"\| {environment.config.environment} \|(.*)\|", said)

    assert row
    assert [cell.strip() for cell in row[1].split("|")] == bill(environment)


def bill(environment: Environment) -> list[str]:
    """Dollars a month: alarms, what functions and jobs count, dashboards, the topics' key, all of it."""
    lakes = sum(stack.endswith("-Lake") for stack in environment.templates)
    backfills = sum(each.kind == "AWS::Batch::JobDefinition" for each in environment)
    parts = [
        DOLLARS_AN_ALARM * len(environment.every("AWS::CloudWatch::Alarm")),
        DOLLARS_A_METRIC * sum(METRICS_OF_FUNCTIONS[service] for service in services(environment)),
        DOLLARS_A_METRIC * (METRICS_OF_JOBS * lakes + METRICS_OF_BACKFILL * backfills),
        DOLLARS_A_DASHBOARD * len(environment.every("AWS::CloudWatch::Dashboard")),
        DOLLARS_A_KEY,
    ]
    return [f"${dollars:.2f}" for dollars in (*parts, sum(parts))]


def services(environment: Environment) -> set[str]:
    """What the functions are called that count."""
    functions = environment.every("AWS::Lambda::Function")
    variables = [each.properties["Environment"]["Variables"] for each in functions]
    return {str(each["POWERTOOLS_SERVICE_NAME"]) for each in variables} & METRICS_OF_FUNCTIONS.keys()


def monitoring(environment: Environment) -> str:
    """The name of the stack."""
    return f"Sluice-{environment.config.environment}-Monitoring"


def key_of(environment: Environment) -> Resource:
    """The key of the topics."""
    (key,) = [key for key in environment.every("AWS::KMS::Key") if key.stack == monitoring(environment)]
    return key


def by_effect(policy: Resource) -> Mapping[str, Any]:
    """A policy's statements, one an effect."""
    found = {statement["Effect"]: statement for statement in statements(policy)}
    assert len(found) == len(statements(policy))
    return found


def runbook(description: str) -> str:
    """The page that a description ends with."""
    found = re.search(r"docs/runbooks/[a-z-]+\.md$", description)
    assert found, description
    return found[0]
