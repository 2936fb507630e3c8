"""Small apps with roles and policies, resolved undeployed, and what is needed and refused in them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.synthesis import templates
from tests.twin.assemblies import Template, assembly, resource
from twin.loopback import ACCOUNT, REGION
from twin.permissions.attachments import attachments
from twin.permissions.authorizer import ASSUME_ROLE
from twin.permissions.needs.evaluation import NeedResult, evaluate_needs, needs
from twin.permissions.plan import planned
from twin.resolve import Resolved

Pairs = set[tuple[str, str]]
Resources = Mapping[str, Mapping[str, Any]]


def app(directory: Path, **resources: object) -> Resolved:
    """One stack of these resources, by logical id."""
    return planned(assembly(directory, {"App": {"Resources": resources}}))


def synthesized(directory: Path, environment: str, changed: Mapping[str, Template] | None = None) -> Resolved:
    """An environment of ours, but for the stacks that are `changed`."""
    return planned(assembly(directory, {**templates(environment), **(changed or {})}))


def role(service: str, *statements: object, condition: Mapping[str, Any] | None = None) -> dict[str, object]:
    """A role that a service may assume, with what it may do."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if condition:
        trust["Condition"] = condition
    policies = (
        [{"PolicyName": "Own", "PolicyDocument": {"Statement": list(statements)}}] if statements else []
    )
    return resource("AWS::IAM::Role", AssumeRolePolicyDocument={"Statement": [trust]}, Policies=policies)


def allow(*actions: str, on: object, **more: object) -> dict[str, object]:
    """A statement."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def arn(logical_id: str) -> dict[str, object]:
    """A reference to the ARN of a resource."""
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def key(*statements: object) -> dict[str, object]:
    """A key whose use is left to the account's policies, and to these statements."""
    account = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":root"]]}},
        "Action": "kms:*",
        "Resource": "*",
    }
    return resource("AWS::KMS::Key", KeyPolicy={"Statement": [account, *statements]})


def encrypted_bucket() -> dict[str, object]:
    """A bucket under the key `Key`."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn("Key")}
    rule = {"ServerSideEncryptionByDefault": default}
    return resource("AWS::S3::Bucket", BucketEncryption={"ServerSideEncryptionConfiguration": [rule]})


def needed(resolved: Resolved) -> Pairs:
    """What every row needs, but for trust: each action with the end of the ARN that it is on."""
    return {(each.action, _end(each.resource)) for each in needs(resolved) if each.action != ASSUME_ROLE}


def evaluated(resolved: Resolved) -> list[NeedResult]:
    """What every row needs, held against the app's own policies."""
    return evaluate_needs(resolved, attachments(resolved))


def refused(resolved: Resolved) -> Pairs:
    """What is needed and not allowed, trust too."""
    return set(_refused(resolved))


def _refused(resolved: Resolved) -> Iterator[tuple[str, str]]:
    for each in evaluated(resolved):
        if not each.verdict.allowed:
            yield each.need.action, _end(each.need.resource)


def _end(resource_arn: str) -> str:
    """An ARN without what is the same in all of a service."""
    for start in (f"{REGION}:{ACCOUNT}:", "arn:aws:s3:::", f":{ACCOUNT}:"):
        if start in resource_arn:
            return resource_arn.partition(start)[2]
    return resource_arn
