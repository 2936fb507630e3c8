"""The policies of an app as its templates attach them: to identities, to resources, as trust in roles."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from twin.assembly import Resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.managed_policies import AWS_MANAGED
from twin.permissions.policies import Attachment, PolicyStatement, UnknownPolicy
from twin.resolve import Resolved


def attachments(app: Resolved) -> tuple[Attachment, ...]:
    """Return every policy of the app's templates, resolved; raise UnknownPolicy."""
    _require_known_types(app)
    return tuple(
        attachment
        for type_, read in READERS.items()
        for resource in app.resources(type_)
        for attachment in read(app, resource)
    )


def _require_known_types(app: Resolved) -> None:
    """A type that is named like a policy, or has a policy among its properties, has to be read."""
    declared = {one.type for stack in app.assembly.stacks for one in stack.resources if _has_policy(one)}
    if unknown := sorted(declared - set(READERS) - NO_DOCUMENT - OF_DEVICES):
        raise UnknownPolicy(f"The twin can't evaluate {', '.join(unknown)}: add it to {__name__}.READERS.")


def _has_policy(resource: Resource) -> bool:
    named = resource.type.endswith(("Policy", "Permission", "Permissions"))
    return named or _has_statements(resource.properties)


def _has_statements(value: object) -> bool:
    if isinstance(value, Mapping):
        return "Statement" in value or any(map(_has_statements, value.values()))
    return isinstance(value, list) and any(map(_has_statements, value))


def _role(app: Resolved, role: Resource) -> Iterator[Attachment]:
    arn, properties = app.arn(role), role.properties
    yield Attachment(arn, role.path, "trust", _statements(properties["AssumeRolePolicyDocument"]))
    for policy in properties.get("Policies", ()):
        yield Attachment(arn, role.path, "identity", _statements(policy["PolicyDocument"]))
    for managed in properties.get("ManagedPolicyArns", ()):
        yield from _of_aws(arn, role.path, managed)


def _of_aws(owner: str, place: str, managed: str) -> Iterator[Attachment]:
    """A policy that AWS manages; one of the app's own says itself to which roles it is attached."""
    if ":iam::aws:policy/" not in managed:
        return
    name = managed.partition(":policy/")[2]
    if name not in AWS_MANAGED:
        raise UnknownPolicy(f"{place} attaches {name}, whose text the twin lacks: spell it out.")
    yield Attachment(owner, place, "identity", _statements(AWS_MANAGED[name]))


def _inline(_: Resolved, policy: Resource) -> Iterator[Attachment]:
    for role in policy.properties.get("Roles", ()):
        yield Attachment(_role_arn(role), policy.path, "identity", _document(policy))


def _managed(app: Resolved, policy: Resource) -> Iterator[Attachment]:
    """One that the account attaches to whom it likes: its own ARN stands for them."""
    yield Attachment(app.arn(policy), policy.path, "identity", _document(policy))
    yield from _inline(app, policy)


def _bucket(_: Resolved, policy: Resource) -> Iterator[Attachment]:
    yield Attachment(
        f"arn:aws:s3:::{policy.properties['Bucket']}", policy.path, "resource", _document(policy)
    )


def _queue(_: Resolved, policy: Resource) -> Iterator[Attachment]:
    for url in policy.properties["Queues"]:
        name = url.rpartition("/")[2]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        yield Attachment(arn, policy.path, "resource", _document(policy))


def _topic(_: Resolved, policy: Resource) -> Iterator[Attachment]:
    for arn in policy.properties["Topics"]:
        yield Attachment(arn, policy.path, "resource", _document(policy))


def _key(app: Resolved, key: Resource) -> Iterator[Attachment]:
    yield Attachment(app.arn(key), key.path, "resource", _statements(key.properties["KeyPolicy"]))


def _table(app: Resolved, table: Resource) -> Iterator[Attachment]:
    """What a table's policy says of "*" it says of the table.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-examples.html
    """
    if policy := table.properties.get("ResourcePolicy"):
        yield Attachment(app.arn(table), table.path, "resource", _statements(policy["PolicyDocument"]))


def _bus(_: Resolved, policy: Resource) -> Iterator[Attachment]:
    bus = policy.properties.get("EventBusName", "default")
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{bus}"
    yield Attachment(arn, policy.path, "resource", [policy.properties["Statement"]])


def _function(_: Resolved, permission: Resource) -> Iterator[Attachment]:
    """A permission is one statement of the function's policy.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html
    """
    given = permission.properties
    name = str(given["FunctionName"])
    function = name if name.startswith("arn:") else f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    conditions = {
        operator: {key: given[field]}
        for operator, key, field in (
            ("ArnLike", "aws:SourceArn", "SourceArn"),
            ("StringEquals", "aws:SourceAccount", "SourceAccount"),
        )
        if field in given
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": given["Principal"]},
        "Action": given["Action"],
        "Resource": function,
        "Condition": conditions,
    }
    yield Attachment(function, permission.path, "resource", [statement])


def _role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def _document(policy: Resource) -> Sequence[PolicyStatement]:
    return _statements(policy.properties["PolicyDocument"])


def _statements(document: Mapping[str, Any]) -> Sequence[PolicyStatement]:
    statements = document["Statement"]
    return [statements] if isinstance(statements, Mapping) else list(statements)


Reader = Callable[[Resolved, Resource], Iterator[Attachment]]

READERS: Mapping[str, Reader] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::EventBusPolicy": _bus,
    "AWS::IAM::ManagedPolicy": _managed,
    "AWS::IAM::Policy": _inline,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::Lambda::Permission": _function,
    "AWS::S3::BucketPolicy": _bucket,
    "AWS::SNS::TopicPolicy": _topic,
    "AWS::SQS::QueuePolicy": _queue,
}

NO_DOCUMENT = frozenset({"AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::WAFv2::WebACL"})
"""Types that are named like a policy or have statements, and grant nothing: a firewall's match requests."""

OF_DEVICES = frozenset({"AWS::IoT::Policy"})
"""What AWS IoT evaluates itself, when a device connects and publishes: no role and no resource has it.

https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
"""
