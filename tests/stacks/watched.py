"""Alarms with their references followed to what they watch."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jobs.backfill.program import SERVICE as BACKFILL
from jobs.metrics import SERVICE
from tests.stacks.synthesized import Environment, Resource

HOUR_MS = 3_600_000

# Each of these names its metrics.
BY_REF = {
    ("AWS/Firehose", "DeliveryStreamName"): "AWS::KinesisFirehose::DeliveryStream",
    ("AWS/IoT", "RuleName"): "AWS::IoT::TopicRule",
    ("AWS/Kinesis", "StreamName"): "AWS::Kinesis::Stream",
    ("AWS/Lambda", "EventSourceMappingUUID"): "AWS::Lambda::EventSourceMapping",
    ("AWS/Lambda", "FunctionName"): "AWS::Lambda::Function",
    ("AWS/DynamoDB", "TableName"): "AWS::DynamoDB::Table",
    ("AWS/Redshift-Serverless", "Workgroup"): "AWS::RedshiftServerless::Workgroup",
    ("AWS/SQS", "QueueName"): "AWS::SQS::Queue",
    ("AWS/States", "StateMachineArn"): "AWS::StepFunctions::StateMachine",
}
# By account and resource, which CloudFormation puts together.
DMS = ("AWS/DMS", "ReplicationConfigId")
# These are measured under a name that the template gives.
BY_NAME = {("AWS/ApiGateway", "ApiName"): "AWS::ApiGateway::RestApi"}


@dataclass(frozen=True)
class Watched:
    """An alarm, and the resource that its only dimension names."""

    name: str
    properties: Mapping[str, Any]
    dimension: str
    resource: Resource

    @property
    def milliseconds(self) -> float:
        """The threshold of an age."""
        return float(self.properties["Threshold"])


def alarms(environment: Environment, *metrics: str) -> Iterator[Watched]:
    """Every alarm, or those on a metric of these names."""
    for alarm in environment.every("AWS::CloudWatch::Alarm"):
        if not metrics or alarm.properties["MetricName"] in metrics:
            (dimension,) = alarm.properties["Dimensions"]
            owner = owner_of(
                environment, alarm.properties["Namespace"], dimension["Name"], dimension["Value"]
            )
            yield Watched(alarm.logical_id[:-8], alarm.properties, dimension["Name"], owner)


def owner_of(environment: Environment, namespace: str, dimension: str, value: Any) -> Resource:
    """The resource that a metric is about; a function or job, for what code counts itself."""
    if (namespace, dimension) in BY_NAME:
        apis = environment.every(BY_NAME[namespace, dimension])
        return next(api for api in apis if api.properties["Name"] == value)
    if (namespace, dimension) == DMS:
        return _replication(environment, value)
    if isinstance(value, str):
        return _counting(environment, namespace, value)
    owner = named(environment, value)
    assert owner.kind == BY_REF[namespace, dimension]
    return owner


def _counting(environment: Environment, namespace: str, service: str) -> Resource:
    if service == SERVICE:
        return next(
            job
            for job in environment.every("AWS::Glue::Job")
            if job.properties["DefaultArguments"]["--METRICS_NAMESPACE"] == namespace
        )
    if service == BACKFILL:
        return _job_definition(environment, namespace)
    told = {"POWERTOOLS_METRICS_NAMESPACE": namespace, "POWERTOOLS_SERVICE_NAME": service}
    (function,) = [
        function
        for function in environment.every("AWS::Lambda::Function")
        if told.items() <= function.properties["Environment"]["Variables"].items()
    ]
    return function


def _replication(environment: Environment, value: Mapping[str, Any]) -> Resource:
    """The replication whose own name, in its own stack, follows the account's in an output."""
    exported = value["Fn::ImportValue"]
    (output,) = [
        each
        for template in environment.templates.values()
        for each in template.get("Outputs", {}).values()
        if each.get("Export", {}).get("Name") == exported
    ]
    replication = environment.the("AWS::DMS::ReplicationConfig")
    account, *identifier = output["Value"]["Fn::Join"][1]
    assert account == {"Ref": "AWS::AccountId"}
    named = replication.properties["ResourceIdentifier"]["Fn::Join"][1]
    assert json.dumps(identifier) == json.dumps([f":{named[0]}", *named[1:]])
    return replication


def _job_definition(environment: Environment, namespace: str) -> Resource:
    counting = {"Name": "METRICS_NAMESPACE", "Value": namespace}
    return next(
        job
        for job in environment.every("AWS::Batch::JobDefinition")
        if counting in job.properties["ContainerProperties"]["Environment"]
    )


def named(environment: Environment, value: Mapping[str, Any]) -> Resource:
    """What another stack put out, by an import or read where it lies, or the alarms' own stack has."""
    ((how, what),) = value.items()
    if how == "Fn::GetAtt":
        (own,) = [one for one in environment if one.logical_id == what[0]]
        return own
    outputs = {
        (output["Export"]["Name"] if how == "Fn::ImportValue" and "Export" in output else (stack, name)): (
            stack,
            output["Value"],
        )
        for stack, template in environment.templates.items()
        for name, output in template.get("Outputs", {}).items()
    }
    stack, reference = outputs[what if how == "Fn::ImportValue" else (what["StackName"], what["OutputName"])]
    owner = reference["Ref"] if "Ref" in reference else reference["Fn::GetAtt"][0]
    (found,) = [one for one in environment if (one.stack, one.logical_id) == (stack, owner)]
    return found
