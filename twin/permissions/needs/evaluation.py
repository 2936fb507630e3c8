"""Evaluates every row over an app, deployed or not, with the policies of its templates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from twin.assembly import Resource
from twin.errors import TwinError
from twin.loopback import ACCOUNT
from twin.permissions.api_calls import KEY_ACTIONS
from twin.permissions.attachments import attachments
from twin.permissions.authorizer import ASSUME_ROLE, AccessRequest, AccessVerdict, Authorizer, Principal
from twin.permissions.encryption import encryption_keys
from twin.permissions.needs import (
    batch,
    databases,
    deliveries,
    endpoints,
    events,
    functions,
    jobs,
    machines,
    networks,
    notices,
    quality,
    sources,
    warehouse,
)
from twin.permissions.needs.arns import key_context
from twin.permissions.needs.row import NeedCase, NeedRow
from twin.permissions.policies import Attachment, grants_of
from twin.resolve import Resolved

# Where the next services bring their rows.
ROWS: tuple[NeedRow, ...] = (
    *batch.ROWS,
    *databases.ROWS,
    *deliveries.ROWS,
    *endpoints.ROWS,
    *events.ROWS,
    *functions.ROWS,
    *jobs.ROWS,
    *machines.ROWS,
    *networks.ROWS,
    *notices.ROWS,
    *quality.ROWS,
    *sources.ROWS,
    *warehouse.ROWS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One action of a service on one resource; `place` is the construct path of what it arises from.

    With a role the service acts under it; else it calls as itself, and the resource's policy decides.
    """

    service: str
    place: str
    page: str
    role: str
    action: str
    resource: str
    source: str = ""
    context: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    named_at_run: bool = False


@dataclass(frozen=True, slots=True)
class NeedResult:
    """Whether a need is allowed: by which grants, or why by none. Trust has no grants."""

    need: Need
    verdict: AccessVerdict

    @property
    def text(self) -> str:
        """Return one line that says what to grant to whom, and which page says so."""
        need, reason = self.need, self.verdict.reason
        who = need.role.rpartition("/")[2] or need.service
        return f"{need.place}: {who} may not {need.action} on {need.resource}: {reason} ({need.page})"


class NeedNotMet(TwinError):
    """A service would be denied what it does for the app; the message says which, of what, and why."""


def require_needs(app: Resolved, policies: Sequence[Attachment]) -> list[NeedResult]:
    """Return what each row needs in this app, all of it allowed; raise NeedNotMet or UnknownNeed."""
    results = evaluate_needs(app, policies)
    if unmet := [each for each in results if not each.verdict.allowed]:
        more = f", and {len(unmet) - 1} more" if unmet[1:] else ""
        raise NeedNotMet(f"{unmet[0].text}{more}")
    return results


def evaluate_needs(app: Resolved, policies: Sequence[Attachment]) -> list[NeedResult]:
    """Return what each row needs in this app, and whether its policies allow it; raise UnknownNeed."""
    evaluation = NeedEvaluation(policies)
    return [NeedResult(need, evaluation.decide(need)) for need in needs(app)]


def needs(app: Resolved) -> Iterator[Need]:
    """Return what each row needs: that the role lets the service assume it, the actions, and their keys."""
    keys = encryption_keys(app)
    trusted: set[tuple[str, str, str]] = set()
    for row in ROWS:
        for resource in app.resources(row.type):
            for case in row.arise(app, resource):
                if case.role and (trust := (row.service, case.role, case.source)) not in trusted:
                    trusted.add(trust)
                    yield _need(row, resource, case, ASSUME_ROLE, case.role, {})
                yield from _calls(row, resource, case, keys)


def _calls(row: NeedRow, resource: Resource, case: NeedCase, keys: Mapping[str, str]) -> Iterator[Need]:
    for on in case.resources:
        for action in row.actions:
            yield _need(row, resource, case, action, on, case.context)
            for key_action, key, via in _of_key(action, on, keys):
                yield _need(row, resource, case, key_action, key, via)


def _need(
    row: NeedRow, resource: Resource, case: NeedCase, action: str, on: str, context: Mapping[str, str]
) -> Need:
    return Need(
        service=row.service,
        place=resource.path,
        page=row.page,
        role=case.role,
        action=action,
        resource=on,
        source=case.source,
        context=context,
        named_at_run=case.named_at_run,
    )


def _of_key(
    action: str, resource: str, keys: Mapping[str, str]
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Whoever reads or writes what is encrypted needs its key as well."""
    key = keys.get(resource.partition("/")[0] if ":s3:" in resource else resource)
    if key is None:
        return
    via = key_context(action.partition(":")[0])
    for each in KEY_ACTIONS.get(action, ()):
        yield each, key, via


def unknown_services(app: Resolved) -> list[str]:
    """Return the services that a role of the app trusts and that no row is of."""
    known = {row.service for row in ROWS}
    trusts = (each for each in attachments(app) if each.kind == "trust")
    return sorted({service for each in trusts for service in _trusted(each)} - known)


def unneeded_roles(app: Resolved, found: Iterable[Need]) -> list[str]:
    """Return the construct paths of roles that a service may assume, and that none of these needs is of."""
    needed = {each.role for each in found}
    trusts = (each for each in attachments(app) if each.kind == "trust")
    return sorted(each.place for each in trusts if _trusted(each) and each.owner not in needed)


def _trusted(trust: Attachment) -> set[str]:
    listed = (each.get("Principal", {}).get("Service", ()) for each in trust.statements)
    return {service for each in listed for service in ([each] if isinstance(each, str) else each)}


class NeedEvaluation:
    """Decides on needs with the policies of one app."""

    def __init__(self, policies: Sequence[Attachment]) -> None:
        self._authorizer = Authorizer(policies)
        self._granted: defaultdict[str, set[str]] = defaultdict(set)
        for each in policies:
            if each.kind == "identity":
                self._granted[each.owner] |= {grant.resource for grant in grants_of(each)}

    def decide(self, need: Need) -> AccessVerdict:
        """Return whether the policies allow a need."""
        if need.action == ASSUME_ROLE:
            return self._trust(need)
        asked = [self._authorizer.decide(_request(need, on)) for on in self._candidates(need)]
        return next((each for each in asked if each.allowed), asked[0])

    def _trust(self, need: Need) -> AccessVerdict:
        """A service sends whom it acts for only where AWS says so."""
        sent = {"aws:SourceArn": need.source, "aws:SourceAccount": ACCOUNT} if need.source else {}
        request = AccessRequest(Principal(service=need.service), ASSUME_ROLE, need.role, sent)
        return self._authorizer.decide(request)

    def _candidates(self, need: Need) -> list[str]:
        """What is named at run time may be anything there that the role was granted."""
        if not need.named_at_run:
            return [need.resource]
        within = need.resource.removesuffix("*")
        granted = sorted(each for each in self._granted[need.role] if each.startswith(within))
        return [need.resource, *granted]


def _request(need: Need, resource: str) -> AccessRequest:
    service = Principal(service=need.service, source=need.source)
    principal = Principal.role(need.role) if need.role else service
    return AccessRequest(principal, need.action, resource, need.context)
