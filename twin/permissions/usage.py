"""Holds what the policies of a deployment grant against what its calls and the services in it needed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from twin.permissions.excuses import Excuse, excuse_of
from twin.permissions.needs.evaluation import NeedResult
from twin.permissions.policies import Attachment, Grant, grants_of


@dataclass(frozen=True, slots=True)
class Denial:
    """A call that was refused: who made it, what it needed, and why nothing allowed that."""

    principal: str
    action: str
    resource: str
    reason: str

    @property
    def text(self) -> str:
        """Return one line that says what to grant to whom, or to take back."""
        return f"{self.principal} may not {self.action} on {self.resource}: {self.reason}"


@dataclass(frozen=True, slots=True)
class GrantUse:
    """A grant, how often a call was allowed by it, and how many needs of services are."""

    grant: Grant
    calls: int
    needs: int
    excuse: Excuse | None

    @property
    def unused(self) -> bool:
        """Return whether nothing needed it, and nobody said why it is there."""
        return not (self.calls or self.needs or self.excuse)


@dataclass(frozen=True)
class AccessReview:
    """What was evaluated in one run; `needs` are those of services, all of them met.

    Only a `whole` run, in which nothing was left out, tells what is granted and needed by nobody.
    """

    checks: int
    denials: Sequence[Denial]
    uses: Sequence[GrantUse]
    needs: Sequence[NeedResult]
    seconds: float
    whole: bool

    @cached_property
    def unused(self) -> list[GrantUse]:
        """Return the grants that can be taken away."""
        return [use for use in self.uses if use.unused]

    @cached_property
    def excused(self) -> list[GrantUse]:
        """Return the grants that nothing in this run needed, each with its reason."""
        return [use for use in self.uses if use.excuse and not (use.calls or use.needs)]

    @property
    def wrong(self) -> dict[str, list[str]]:
        """Return what must not be, by kind."""
        idle = self.unused if self.whole else ()
        return {
            "not permitted": [denial.text for denial in self.denials],
            "granted, and needed by nobody": [use.grant.id for use in idle],
        }

    def figures(self) -> dict[str, object]:
        """Return the figures for demo.json."""
        return {
            "permission_checks": self.checks,
            "permission_denials": len(self.denials),
            "permission_seconds": round(self.seconds, 2),
            "service_needs": len(self.needs),
            "grants": len(self.uses),
            "grants_excused": len(self.excused),
            "grants_unused": len(self.unused),
        }


def review_of(
    policies: Iterable[Attachment], needs: Sequence[NeedResult], report: Mapping[str, Any], *, whole: bool
) -> AccessReview:
    """Return the review of a run from its policies, the needs of its services and AccessMonitor's report."""
    needed = Counter(grant for need in needs for grant in need.verdict.grants)
    called = report["grants"]
    # What lets a service assume a role grants nothing by itself.
    granting = (policy for policy in policies if policy.kind != "trust")
    # One that is attached to a role, too, is the same grant to it.
    grants = sorted({grant.id: grant for policy in granting for grant in grants_of(policy)}.values())
    return AccessReview(
        checks=report["evaluated"],
        denials=[Denial(**each) for each in report["denied"]],
        uses=[GrantUse(each, called.get(each.id, 0), needed[each.id], excuse_of(each)) for each in grants],
        needs=needs,
        seconds=report["seconds"],
        whole=whole,
    )
