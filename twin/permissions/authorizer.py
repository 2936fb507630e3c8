"""Decides whether the policies of an app allow a call, with MiniStack's evaluation of policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from ministack.core.iam_evaluator import (
    EvalContext,
    EvalResult,
    ParsedStatement,
    evaluate,
    fnmatch_iam,
)

from twin.loopback import ACCOUNT, REGION
from twin.permissions.policies import PRINCIPAL_TAG, VARIABLE, Attachment, GuardedStatement, statements_of

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ASSUME_ROLE = "sts:AssumeRole"
EVENTS = "events.amazonaws.com"
NEVER = ParsedStatement("", "Allow", ["-"])

Context = Mapping[str, object]
"""Values of condition keys."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: an identity, by ARN, owners of its policies and tags, or an AWS service for a source."""

    arn: str = ""
    identities: Sequence[str] = ()
    service: str = ""
    source: str = ""
    tags: Sequence[tuple[str, str]] = ()

    @classmethod
    def role(cls, arn: str) -> "Principal":
        """Return a role, whoever has assumed it."""
        return cls(arn, (arn,))

    @property
    def name(self) -> str:
        """Return how a message names it."""
        return self.service or self.arn.rpartition("/")[2]

    def context(self) -> dict[str, object]:
        """Return the condition keys that tell of a principal.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
        """
        told: dict[str, object] = {"aws:principalisawsservice": str(bool(self.service)).lower()}
        if self.source:
            told |= {"aws:sourcearn": self.source, "aws:sourceaccount": ACCOUNT}
        told |= {f"{PRINCIPAL_TAG}{name.lower()}": value for name, value in self.tags}
        return told


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One action of one principal on one resource."""

    principal: Principal
    action: str
    resource: str
    context: Context = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class AccessVerdict:
    """Whether a request is allowed, the ids of the grants that allow it, or the reason why nothing does."""

    allowed: bool
    grants: tuple[str, ...] = ()
    reason: str = ""


class Authorizer:
    """All policies of an app. No request is allowed that they don't allow."""

    def __init__(self, attachments: Iterable[Attachment]) -> None:
        self._statements: defaultdict[tuple[str, str], list[GuardedStatement]] = defaultdict(list)
        for each in attachments:
            self._statements[each.kind, each.owner].extend(statements_of(each))
        self._of_action: dict[tuple[str, str, str], list[GuardedStatement]] = {}

    def decide(self, request: AccessRequest) -> AccessVerdict:
        """Return whether identity and resource policies together allow it.

        A role is assumed by whom its trust policy lets in: that they may ask, the account says, no template.
        """
        if request.action == ASSUME_ROLE:
            return _assumed(self._trust(request))
        context = _evaluation(request)
        identity = self._identity(request, context)
        guard = guarded(request.resource)
        resource = self._resource(request, context, guard)
        if denied := next((each for each in (identity, resource) if each.decision == "Deny"), None):
            return AccessVerdict(False, reason=f"{denied.matched_sid} denies it")
        return _combined(request, identity, resource, required=guard.startswith("arn:aws:kms:"))

    def _trust(self, request: AccessRequest) -> EvalResult:
        found = self._matching("trust", request.resource, request.action)
        named = [each.parsed for each in found if _names(each.principal, request.principal)]
        return evaluate(_evaluation(request), [_expanded(named, request)])

    def _identity(self, request: AccessRequest, context: EvalContext) -> EvalResult:
        found = [
            each.parsed
            for owner in request.principal.identities
            for each in self._matching("identity", owner, request.action)
        ]
        return evaluate(context, [_expanded(found, request)])

    def _resource(self, request: AccessRequest, context: EvalContext, guard: str) -> EvalResult:
        found = self._matching("resource", guard, request.action)
        named = [each.parsed for each in found if _names(each.principal, request.principal)]
        return evaluate(context, [_expanded(named, request)])

    def _matching(self, kind: str, owner: str, action: str) -> list[GuardedStatement]:
        key = (kind, owner, action)
        if key not in self._of_action:
            found = self._statements.get((kind, owner), ())
            self._of_action[key] = [each for each in found if _is_about(each.parsed, action)]
        return self._of_action[key]


def _assumed(trust: EvalResult) -> AccessVerdict:
    if trust.decision == "Allow":
        return AccessVerdict(True, (trust.matched_sid,))
    return AccessVerdict(False, reason="the role's trust policy doesn't let it in")


def guarded(resource: str) -> str:
    """Return the ARN of what carries the resource's own policy: of an object its bucket.

    A function is guarded whatever its version or alias.
    """
    if resource.startswith("arn:aws:s3:::"):
        return resource.partition("/")[0]
    if ":lambda:" in resource:
        return ":".join(resource.split(":")[:7])
    return resource


def _combined(
    request: AccessRequest, identity: EvalResult, resource: EvalResult, *, required: bool
) -> AccessVerdict:
    """Inside an account either allows; a key's policy must allow, and may leave it to the identity's.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
    """
    allowing = [each.matched_sid for each in (identity, resource) if each.decision == "Allow"]
    by_identity, by_resource = identity.decision == "Allow", resource.decision == "Allow"
    service = bool(request.principal.service)
    allowed = by_resource and (by_identity or service) if required else by_identity or by_resource
    if allowed:
        return AccessVerdict(True, tuple(allowing))
    what = "its policies or the resource's" if not service else "the resource's policy"
    return AccessVerdict(False, reason=f"no statement of {what} allows it")


def _evaluation(request: AccessRequest) -> EvalContext:
    """Every call of an SDK goes over TLS on AWS; loopback has none, which says nothing of the templates."""
    principal = request.principal
    given = {key.lower(): value for key, value in request.context.items()}
    return EvalContext(
        principal_arn=principal.arn,
        principal_type="AWSService" if principal.service else "AssumedRole",
        principal_account="" if principal.service else ACCOUNT,
        action=request.action,
        resource_arn=request.resource,
        region=REGION,
        secure_transport=True,
        service_context={"s3:tlsversion": "1.3", **given},
        principal_keys=principal.context(),
    )


def _is_about(statement: ParsedStatement, action: str) -> bool:
    if statement.actions:
        return any(fnmatch_iam(action, each) for each in statement.actions)
    return not any(fnmatch_iam(action, each) for each in statement.not_actions)


def _names(principal: Any, caller: Principal) -> bool:  # noqa: ANN401 (as policies write it)
    """Whether a statement's principal is the caller, its account, or everybody."""
    if principal == "*":
        return True
    named = {kind: [each] if isinstance(each, str) else each for kind, each in (principal or {}).items()}
    if caller.service:
        return caller.service in named.get("Service", ()) or "*" in named.get("AWS", ())
    return any(each in ("*", ROOT, ACCOUNT, caller.arn) for each in named.get("AWS", ()))


def _expanded(statements: Sequence[ParsedStatement], request: AccessRequest) -> list[ParsedStatement]:
    return [_with_values(each, request) if _has_variables(each) else each for each in statements]


def _has_variables(statement: ParsedStatement) -> bool:
    return "${" in str((statement.resources, statement.not_resources, statement.conditions))


def _with_values(statement: ParsedStatement, request: AccessRequest) -> ParsedStatement:
    """Put values in the place of policy variables; one without a value makes the statement match nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    principal = request.principal
    values = {
        "aws:principalaccount": ACCOUNT,
        "aws:principalarn": principal.arn,
        "aws:requestedregion": REGION,
        **principal.context(),
        **{key.lower(): value for key, value in request.context.items()},
    }
    try:
        return replace(
            statement,
            resources=_replaced(statement.resources, values),
            not_resources=_replaced(statement.not_resources, values),
            conditions={
                operator: {
                    key: _replaced([each] if isinstance(each, str) else each, values)
                    for key, each in block.items()
                }
                for operator, block in statement.conditions.items()
            },
        )
    except KeyError:
        return replace(NEVER, effect=statement.effect)


def _replaced(patterns: Sequence[str], values: Mapping[str, object]) -> list[str]:
    def value(found: re.Match[str]) -> str:
        name, default = found[1].lower(), found[2]
        return str(values[name] if default is None else values.get(name, default))

    return [VARIABLE.sub(value, each) for each in patterns]
