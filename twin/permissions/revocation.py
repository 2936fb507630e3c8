"""Takes one grant away, to see that a run notices."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from twin.permissions.excuses import excuse_of
from twin.permissions.policies import Attachment, Grant, PolicyStatement, grants_of


def without_one(policies: Sequence[Attachment], seed: int) -> tuple[list[Attachment], Grant]:
    """Return the policies without one grant, drawn by the seed from those with no excuse, and that grant."""
    needed = {
        grant
        for policy in policies
        if policy.kind != "trust"
        for grant in grants_of(policy)
        if excuse_of(grant) is None
    }
    grant = Random(seed).choice(sorted(needed))  # noqa: S311
    return [_without(policy, grant) for policy in policies], grant


def _without(policy: Attachment, grant: Grant) -> Attachment:
    """A statement that allows it is replaced by one for each of its other grants."""
    if grant not in set(grants_of(policy)):
        return policy
    kept = [
        part for each in policy.statements for part in _parts(policy, each) if not _is(policy, part, grant)
    ]
    return replace(policy, statements=kept)


def _parts(policy: Attachment, statement: PolicyStatement) -> list[PolicyStatement]:
    allowed = list(grants_of(replace(policy, statements=[statement])))
    if not allowed:
        return [statement]
    return [{**statement, "Action": each.action, "Resource": each.resource} for each in allowed]


def _is(policy: Attachment, part: PolicyStatement, grant: Grant) -> bool:
    return list(grants_of(replace(policy, statements=[part]))) == [grant]
