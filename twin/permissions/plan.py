"""Resolves the templates of an app that is deployed nowhere: its physical ids are made up."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set

from twin.assembly import Assembly, Resource
from twin.loopback import ACCOUNT, REGION
from twin.resolve import Resolved

STREAM_LABEL = "2026-01-01T00:00:00.000"
STACK_ID = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{{}}/00000000-0000-0000-0000-000000000000"
REGISTERED = "1767225600"

# What `Ref` returns where it isn't the name: the page of each type in CloudFormation's reference.
REFERENCES: Mapping[str, str] = {
    "AWS::Batch::JobDefinition": "arn:aws:batch:{region}:{account}:job-definition/{name}:1",
    "AWS::DMS::Certificate": "arn:aws:dms:{region}:{account}:cert:{name}",
    "AWS::DMS::Endpoint": "arn:aws:dms:{region}:{account}:endpoint:{name}",
    "AWS::IAM::ManagedPolicy": "arn:aws:iam::{account}:policy/{name}",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{name}-a1b2c3",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SQS::Queue": "https://sqs.{region}.amazonaws.com/{account}/{name}",
    "AWS::StepFunctions::StateMachine": "arn:aws:states:{region}:{account}:stateMachine:{name}",
}
NAMES: Mapping[str, str] = {
    "AWS::Events::EventBus": "Name",
    "AWS::Glue::DataQualityRuleset": "Name",
    "AWS::Glue::Table": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
}
"""Where a template gives a name, and `Ref` returns it."""


def planned(assembly: Assembly) -> Resolved:
    """Return the app as a first deployment would name it; each name is the logical id, or the template's."""
    shared = {name for name, count in Counter(map(_name, _all(assembly))).items() if count > 1}
    ids = {(one.stack, one.logical_id): _physical_id(one, shared) for one in _all(assembly)}
    ids |= {(stack.name, "AWS::StackId"): STACK_ID.format(stack.name) for stack in assembly.stacks}
    named = Resolved(assembly, ids)
    attributes = {
        (one.stack, one.logical_id, attribute): invent(named, one)
        for one in _all(assembly)
        for attribute, invent in ATTRIBUTES.get(one.type, {}).items()
    }
    return Resolved(assembly, ids, attributes=attributes)


def _all(assembly: Assembly) -> Iterator[Resource]:
    return (one for stack in assembly.stacks for one in stack.resources)


def _physical_id(resource: Resource, shared: Set[str]) -> str:
    """A name that several have, of two stacks or two types, is told apart by its stack."""
    name = _name(resource)
    if name in shared and name == resource.logical_id:
        name = f"{resource.stack}-{name}"
    return REFERENCES.get(resource.type, "{name}").format(account=ACCOUNT, region=REGION, name=name)


def _name(resource: Resource) -> str:
    if resource.type == "AWS::Glue::Database":
        given = resource.properties.get("DatabaseInput", {}).get("Name")
    else:
        given = resource.properties.get(NAMES.get(resource.type, ""))
    return given if isinstance(given, str) else resource.logical_id


def _stream_arn(app: Resolved, table: Resource) -> str:
    return f"{app.arn(table)}/stream/{STREAM_LABEL}"


def _consumer_arn(app: Resolved, consumer: Resource) -> str:
    stream = app.value(consumer.stack, consumer.properties["StreamARN"])
    return f"{stream}/consumer/{consumer.properties['ConsumerName']}:{REGISTERED}"


Invent = Callable[[Resolved, Resource], str]
ATTRIBUTES: Mapping[str, Mapping[str, Invent]] = {
    "AWS::ApiGateway::RestApi": {"RootResourceId": lambda _, api: f"root-of-{_name(api)}"},
    "AWS::DynamoDB::Table": {"StreamArn": _stream_arn},
    "AWS::Kinesis::StreamConsumer": {"ConsumerARN": _consumer_arn},
    "AWS::RedshiftServerless::Workgroup": {
        "Workgroup.Endpoint.Address": lambda _, group: f"{group.logical_id}.redshift-serverless.invalid"
    },
}
