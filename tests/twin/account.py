"""An account as CloudFormation changes it: whole environments come and go in one emulator."""

import json
import time
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any
from urllib.request import urlopen

from botocore.exceptions import ClientError

from tests.synthesis import Template, templates
from twin.emulator import Emulator
from twin.loopback import REGION

TEMPLATES = "templates"
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
PATIENCE_SECONDS = 30
# Every service that prod and dev use: how its resources are listed, and what of each is told.
INVENTORY = (
    ("apigateway", "get_rest_apis", "items", "name"),
    ("athena", "list_work_groups", "WorkGroups", "Name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("dynamodb", "list_tables", "TableNames", None),
    ("events", "list_event_buses", "EventBuses", "Name"),
    ("firehose", "list_delivery_streams", "DeliveryStreamNames", None),
    ("glue", "get_databases", "DatabaseList", "Name"),
    ("glue", "get_jobs", "Jobs", "Name"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iam", "list_policies", "Policies", "PolicyName"),
    ("kinesis", "list_streams", "StreamNames", None),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sqs", "list_queues", "QueueUrls", None),
    ("stepfunctions", "list_state_machines", "stateMachines", "name"),
)


Inventory = Mapping[str, frozenset[str]]


class StackFailed(Exception):
    """A stack is not what its deploy was to make of it."""


class EmulatedAccount:
    """One account and region, prepared for the CDK."""

    def __init__(self, emulator: Emulator) -> None:
        self.client = emulator.client
        self._emulator = emulator
        self._cloudformation = emulator.client("cloudformation")

    def prepare(self) -> None:
        """Forget everything, and do what `cdk bootstrap` does for templates without assets."""
        with urlopen(f"{self._emulator.endpoint}/_ministack/reset", data=b""):  # noqa: S310
            pass
        self.client("ssm").put_parameter(Name=BOOTSTRAP, Value="30", Type="String")
        self.client("s3").create_bucket(
            Bucket=TEMPLATES, CreateBucketConfiguration={"LocationConstraint": REGION}
        )

    def deploy(self, environment: str) -> None:
        """Deploy every stack of an environment, as `cdk deploy --all` does."""
        stacks = templates(environment)
        for name in in_order(stacks):
            if (status := self.create(name, stacks[name])) != "CREATE_COMPLETE":
                raise StackFailed(f"{name} is {status}: {list(self.reasons(name))}")

    def destroy(self, environment: str) -> None:
        """Delete every stack of an environment."""
        for name in reversed(in_order(templates(environment))):
            self.delete(name)

    def create(self, name: str, template: Template) -> str:
        """Create a stack; return the state in which it comes to rest."""
        self._cloudformation.create_stack(**self._stack(name, template))
        return self._settled(name)

    def update(self, name: str, template: Template) -> str:
        """Update a stack; return the state in which it comes to rest."""
        self._cloudformation.update_stack(**self._stack(name, template))
        return self._settled(name)

    def delete(self, name: str) -> None:
        """Delete a stack, or raise StackFailed."""
        self._cloudformation.delete_stack(StackName=name)
        if (status := self._settled(name)) != "DELETE_COMPLETE":
            raise StackFailed(f"{name} is {status}: {list(self.reasons(name))}")

    def reasons(self, name: str) -> Iterator[str]:
        """Say why a stack's resources failed."""
        for event in self._cloudformation.describe_stack_events(StackName=name)["StackEvents"]:
            if event["ResourceStatus"].endswith("FAILED"):
                yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"

    def physical_ids(self, name: str) -> Mapping[str, str]:
        """Return the physical ids of a stack's resources, by logical id."""
        found = self._cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    def inventory(self) -> Inventory:
        """List what is in the account, but for what is always there, and keys that wait for their end."""
        listed = {
            f"{service} {key}": frozenset(_told(each, told) for each in self._listed(service, action, key))
            for service, action, key, told in INVENTORY
        }
        return listed | {
            "api log role": frozenset(self._log_role()),
            "glue tables": frozenset(self._catalog()),
            "kms keys": frozenset(self._keys()),
            "rules": frozenset(self._rules()),
        }

    def _stack(self, name: str, template: Template) -> dict[str, Any]:
        self.client("s3").put_object(Bucket=TEMPLATES, Key=name, Body=json.dumps(template))
        address = f"{self._emulator.endpoint}/{TEMPLATES}/{name}"
        return {"StackName": name, "TemplateURL": address, "Capabilities": ["CAPABILITY_NAMED_IAM"]}

    def _listed(self, service: str, action: str, key: str) -> list[Any]:
        options = {"Scope": "Local"} if action == "list_policies" else {}
        client = self.client(service)
        if client.can_paginate(action):
            return [
                each
                for page in client.get_paginator(action).paginate(**options)
                for each in page.get(key, [])
            ]
        found: list[Any] = getattr(client, action)(**options)[key]
        return found

    def _log_role(self) -> Iterator[str]:
        settings = self.client("apigateway").get_account()
        if "cloudwatchRoleArn" in settings:
            yield settings["cloudwatchRoleArn"]

    def _catalog(self) -> Iterator[str]:
        for database in self._listed("glue", "get_databases", "DatabaseList"):
            for table in self.client("glue").get_tables(DatabaseName=database["Name"])["TableList"]:
                yield f"{database['Name']}.{table['Name']}"

    def _keys(self) -> Iterator[str]:
        for key in self._listed("kms", "list_keys", "Keys"):
            state = self.client("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]
            if state != "PendingDeletion":
                yield key["KeyId"]

    def _rules(self) -> Iterator[str]:
        for bus in self._listed("events", "list_event_buses", "EventBuses"):
            for rule in self.client("events").list_rules(EventBusName=bus["Name"])["Rules"]:
                yield f"{bus['Name']}/{rule['Name']}"

    def _settled(self, name: str) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                status: str = self._cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
            except ClientError:
                return "DELETE_COMPLETE"  # A stack that is gone is found by its id only.
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.02)
        raise StackFailed(f"{name} doesn't come to rest")


def in_order(stacks: Mapping[str, Template]) -> list[str]:
    """Order stacks so that each comes after those whose exports and outputs it reads."""
    after = {name: set(_read_by(json.dumps(template), stacks)) for name, template in stacks.items()}
    return list(TopologicalSorter(after).static_order())


def _read_by(template: str, stacks: Mapping[str, Template]) -> Iterator[str]:
    for name in stacks:
        if f'{{"Fn::ImportValue": "{name}:' in template or f'"StackName": "{name}"' in template:
            yield name


def _told(resource: Any, told: str | None) -> str:
    return str(resource[told] if told else resource)
