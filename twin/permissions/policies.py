"""Policies, and their statements taken apart: one action on one resource is what a call uses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ministack.core.iam_evaluator import ParsedStatement

from twin.errors import TwinError

Kind = Literal["identity", "resource", "trust"]
PolicyStatement = Mapping[str, Any]

VALUED = frozenset(
    {
        "aws:currenttime",
        # Of who assumes a role: whether the call had a token of a device.
        "aws:multifactorauthpresent",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principaltype",
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:securetransport",
        "aws:sourceaccount",
        "aws:sourcearn",
        "cloudwatch:namespace",
        "dynamodb:attributes",
        "iam:passedtoservice",
        "kms:calleraccount",
        "kms:viaservice",
        # Of calls by a function's own code, which calls none of what a statement denies it by this.
        "lambda:sourcefunctionarn",
        "s3:delimiter",
        "s3:if-none-match",
        "s3:max-keys",
        "s3:prefix",
        "s3:resourceaccount",
        "s3:tlsversion",
    }
)
"""The condition keys that the twin puts a value to: a condition on another would hold or fail by chance."""

PRINCIPAL_TAG = "aws:principaltag/"
"""Before the name of a principal's tag; one that it hasn't is a key without a value."""

UNSUPPORTED = ("NotPrincipal",)
VARIABLE = re.compile(r"\$\{\s*([^},]*?)\s*(?:,\s*'([^']*)'\s*)?\}")
"""A policy variable: its name, and its default if it has one."""


class UnknownPolicy(TwinError):
    """A policy of the template that the twin can't read; nothing would hold it against a call."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Statements of one policy; `owner` is the ARN of whom it speaks for, of what it guards or lets assume.

    `place` is the construct path of the resource that declares it.
    """

    owner: str
    place: str
    kind: Kind
    statements: Sequence[PolicyStatement]


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One action pattern on one resource pattern that a policy at `place` allows to, or on, `owner`."""

    owner: str
    place: str
    kind: Kind
    action: str
    resource: str
    condition: str

    @property
    def id(self) -> str:
        """Return a name that is unique in the app, and says where to look."""
        given = f" if {self.condition}" if self.condition else ""
        return f"{self.place}: {self.action} on {self.resource}{given}"


@dataclass(frozen=True, slots=True)
class GuardedStatement:
    """A statement as MiniStack's evaluator takes it, with whom it names; its sid is the grant's id."""

    parsed: ParsedStatement
    principal: Any
    grant: Grant | None


def statements_of(attachment: Attachment) -> Iterator[GuardedStatement]:
    """Take a policy apart; what denies stays whole. Raise UnknownPolicy for what can't be evaluated."""
    for statement in attachment.statements:
        _require_valued(attachment, statement)
        if statement["Effect"] == "Allow" and "Action" in statement and "NotResource" not in statement:
            yield from _allowing(attachment, statement)
        else:
            yield _whole(attachment, statement)


def grants_of(attachment: Attachment) -> Iterator[Grant]:
    """Return what a policy allows, by action and resource."""
    return (each.grant for each in statements_of(attachment) if each.grant)


def _allowing(attachment: Attachment, statement: PolicyStatement) -> Iterator[GuardedStatement]:
    conditions = statement.get("Condition", {})
    for action in _listed(statement["Action"]):
        for resource in _listed(statement.get("Resource", attachment.owner)):
            grant = Grant(
                attachment.owner, attachment.place, attachment.kind, action, resource, _shown(conditions)
            )
            parsed = ParsedStatement(grant.id, "Allow", [action], [], [resource], [], conditions)
            yield GuardedStatement(parsed, statement.get("Principal"), grant)


def _whole(attachment: Attachment, statement: PolicyStatement) -> GuardedStatement:
    named = {
        field: _listed(statement.get(field, ()))
        for field in ("Action", "NotAction", "Resource", "NotResource")
    }
    if not named["Resource"] and not named["NotResource"]:
        named["Resource"] = [attachment.owner]
    parsed = ParsedStatement(
        f"{attachment.place}: {statement.get('Sid', statement['Effect'])}",
        statement["Effect"],
        *named.values(),
        statement.get("Condition", {}),
    )
    return GuardedStatement(parsed, statement.get("Principal"), None)


def _require_valued(attachment: Attachment, statement: PolicyStatement) -> None:
    keys = {key.lower() for block in statement.get("Condition", {}).values() for key in block}
    keys |= {found[1].lower() for found in VARIABLE.finditer(str(statement))}
    unvalued = {key for key in keys - VALUED if not key.startswith(PRINCIPAL_TAG)}
    if unknown := sorted(unvalued) or [each for each in UNSUPPORTED if each in statement]:
        raise UnknownPolicy(
            f"{attachment.place} has {', '.join(unknown)} in a statement, which the twin can't evaluate: "
            f"teach {__name__} a value for it."
        )


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value or ()]  # type: ignore[attr-defined]


def _shown(conditions: Mapping[str, Mapping[str, object]]) -> str:
    return ", ".join(
        f"{key} {operator} {'|'.join(_listed(value))}"
        for operator, block in sorted(conditions.items())
        for key, value in sorted(block.items())
    )
