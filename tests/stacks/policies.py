"""What the identities of an environment may do, statement by statement."""

import json
from collections.abc import Iterator
from typing import Any

from tests.stacks.synthesized import Environment, Resource

Statement = dict[str, Any]


def listed(one_or_more: Any) -> list[Any]:
    """IAM leaves out the brackets around a single element."""
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def statements(policy: Resource) -> list[Statement]:
    """A policy's statements."""
    return list(policy.properties["PolicyDocument"]["Statement"])


def identities(environment: Environment) -> Iterator[tuple[str, Statement]]:
    """Each statement of every role and managed policy, with the name of its policy."""
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for policy in environment.every(kind):
            for statement in statements(policy):
                yield policy.logical_id, statement


def policies_of(environment: Environment, role: Resource) -> list[Statement]:
    """What one role may do."""
    attached = [p for p in environment.every("AWS::IAM::Policy") if p.mentions(role)]
    return [statement for policy in attached for statement in statements(policy)]


def actions(granted: list[Statement], on: str = "") -> set[str]:
    """What is granted on resources whose reference contains this."""
    return {a for s in granted if on in json.dumps(s["Resource"]) for a in listed(s["Action"])}
