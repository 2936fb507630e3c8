"""What EventBridge and its Scheduler need: to reach targets, and to keep what they couldn't deliver."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.needs.arns import GLUE, target_service
from twin.permissions.needs.row import Arise, NeedCase, NeedRow, UnknownNeed
from twin.resolve import Resolved

EVENTS, SCHEDULER = "events.amazonaws.com", "scheduler.amazonaws.com"
RULE, SCHEDULE, ARCHIVE = "AWS::Events::Rule", "AWS::Scheduler::Schedule", "AWS::Events::Archive"
GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
POLICIES = f"{GUIDE}/eb-use-resource-based.html"
DEAD_LETTERS = f"{GUIDE}/eb-rule-dlq.html"
KEYS = f"{GUIDE}/eb-encryption-key-policy.html"
WORKFLOWS = "https://docs.aws.amazon.com/glue/latest/dg/starting-workflow-eventbridge.html"
MACHINES = f"{GUIDE}/eb-use-identity-based.html"
UNIVERSAL = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
KEPT_STARTS = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html"
EVALUATIONS = "https://docs.aws.amazon.com/glue/latest/dg/data-quality-authorization.html"
SUBMITS = "https://docs.aws.amazon.com/batch/latest/userguide/batch-supported-iam-actions-resources.html"
UNIVERSAL_ARN = ":scheduler:::aws-sdk:"

TARGETS: Mapping[str, tuple[str, str]] = {
    "glue": ("glue:notifyEvent", WORKFLOWS),
    "lambda": ("lambda:InvokeFunction", POLICIES),
    "sns": ("sns:Publish", POLICIES),
    "sqs": ("sqs:SendMessage", POLICIES),
    "states": ("states:StartExecution", MACHINES),
}
"""The action on a target of a service, and its page."""


def _targets(service: str) -> Arise:
    """Reached with the target's role, or else let in by the target's own policy for the rule."""

    def arise(app: Resolved, rule: Resource) -> Iterator[NeedCase]:
        for target in _known_targets(rule):
            if target_service(target["Arn"]) == service:
                role = target.get("RoleArn", "")
                yield NeedCase(resources=(target["Arn"],), role=role, source=app.arn(rule))

    return arise


def _known_targets(rule: Resource) -> Iterator[Mapping[str, Any]]:
    for target in rule.properties.get("Targets", ()):
        if target_service(target["Arn"]) not in TARGETS:
            raise UnknownNeed(f"{rule.path} has the target {target['Arn']}: add its service to TARGETS.")
        yield target


def _undelivered(app: Resolved, rule: Resource) -> Iterator[NeedCase]:
    """Always by the queue's policy, whatever role the target has."""
    for target in rule.properties.get("Targets", ()):
        if queue := target.get("DeadLetterConfig", {}).get("Arn"):
            yield NeedCase(resources=(queue,), source=app.arn(rule))


def _archive_key(_: Resolved, archive: Resource) -> Iterator[NeedCase]:
    """EventBridge writes an archive under the key of the account that it is given."""
    if key := archive.properties.get("KmsKeyIdentifier"):
        arn = key if key.startswith("arn:") else f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key}"
        yield NeedCase(resources=(arn,), source=archive.properties["SourceArn"])


def _starts(call: str) -> Arise:
    """The schedules whose target is a call of an API, by the name of what is to be started."""

    def arise(_: Resolved, schedule: Resource) -> Iterator[NeedCase]:
        asked = _asked(schedule, call)
        if asked:
            resources = tuple(STARTED[call](asked))
            yield NeedCase(resources=resources, role=_target(schedule)["RoleArn"], source=_group(schedule))

    return arise


def _passed(_: Resolved, schedule: Resource) -> Iterator[NeedCase]:
    """Whoever starts an evaluation hands Glue the role that it runs under."""
    if asked := _asked(schedule, "glue:startDataQualityRulesetEvaluationRun"):
        yield NeedCase(
            resources=(asked["Role"],),
            role=_target(schedule)["RoleArn"],
            source=_group(schedule),
            context={"iam:PassedToService": "glue.amazonaws.com"},
        )


def _not_started(_: Resolved, schedule: Resource) -> Iterator[NeedCase]:
    target = _target(schedule)
    if queue := target.get("DeadLetterConfig", {}).get("Arn"):
        yield NeedCase(resources=(queue,), role=target["RoleArn"], source=_group(schedule))


def _target(schedule: Resource) -> Mapping[str, Any]:
    target: Mapping[str, Any] = schedule.properties["Target"]
    return target


def _asked(schedule: Resource, call: str) -> Mapping[str, Any]:
    """What a schedule hands to a call; nothing if it makes another. Raise UnknownNeed."""
    arn = _target(schedule)["Arn"]
    made = arn.partition(UNIVERSAL_ARN)[2]
    if made not in STARTED:
        raise UnknownNeed(f"{schedule.path} has the target {arn}: add the call to STARTED.")
    asked: Mapping[str, Any] = json.loads(_target(schedule)["Input"]) if made == call else {}
    return asked


def _group(schedule: Resource) -> str:
    """What the Scheduler sends as its source.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    group = schedule.properties.get("GroupName", "default")
    return f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/{group}"


def _function_arn(name: str) -> str:
    """A function's name stands for its ARN wherever Lambda takes it."""
    return name if name.startswith("arn:") else f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"


STARTED: Mapping[str, Any] = {
    "batch:submitJob": lambda asked: [asked["JobDefinition"], asked["JobQueue"]],
    "glue:startDataQualityRulesetEvaluationRun": lambda asked: [
        f"{GLUE}:dataQualityRuleset/{name}" for name in asked["RulesetNames"]
    ],
    "glue:startJobRun": lambda asked: [f"{GLUE}:job/{asked['JobName']}"],
    "lambda:invoke": lambda asked: [_function_arn(asked["FunctionName"])],
}
"""The ARNs of what a call starts, by its arguments."""


def _row(type_: str, page: str, arise: Arise, *actions: str) -> NeedRow:
    service = SCHEDULER if type_ == SCHEDULE else EVENTS
    return NeedRow(service=service, type=type_, page=page, actions=actions, arise=arise)


ROWS = (
    *(_row(RULE, page, _targets(service), action) for service, (action, page) in TARGETS.items()),
    _row(RULE, DEAD_LETTERS, _undelivered, "sqs:SendMessage"),
    _row(ARCHIVE, KEYS, _archive_key, "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
    _row(SCHEDULE, UNIVERSAL, _starts("glue:startJobRun"), "glue:StartJobRun"),
    _row(SCHEDULE, SUBMITS, _starts("batch:submitJob"), "batch:SubmitJob"),
    _row(SCHEDULE, UNIVERSAL, _starts("lambda:invoke"), "lambda:InvokeFunction"),
    _row(
        SCHEDULE,
        EVALUATIONS,
        _starts("glue:startDataQualityRulesetEvaluationRun"),
        "glue:StartDataQualityRulesetEvaluationRun",
    ),
    _row(SCHEDULE, EVALUATIONS, _passed, "iam:PassRole"),
    _row(SCHEDULE, KEPT_STARTS, _not_started, "sqs:SendMessage"),
)
