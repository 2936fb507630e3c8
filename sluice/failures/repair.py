"""`sluice failures repair`: what a recipe makes of refused records, and sends when it is applied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from typer import Exit, Option

from contracts.refusals import BrokenContract
from domain import EVENT
from sluice.command import FAILED, Environment, Json, StyledLine, emit, one_line
from sluice.failures.channels import Outgoing, group_by_record
from sluice.failures.deployment import FailureDeployment
from sluice.failures.eligibility import (
    NotRedrivable,
    parse_repaired,
    require_fields,
    require_retryable,
    require_unapplied,
)
from sluice.failures.failure import CAP, SENT, Failure, Filters
from sluice.failures.ledgers import LedgerDigests
from sluice.failures.objects import read_window
from sluice.failures.occurrence import ToStream, describe_lineage
from sluice.failures.recipe import Recipe, read_recipe
from sluice.failures.record_repair import (
    RepairMismatch,
    apply_recipe,
    decode_fields,
    encode_repaired,
    matches,
)
from sluice.failures.redrive import RedrivePlan, carry_out, list_exhausted
from sluice.failures.render import HIDDEN, pretty_json
from sluice.options import RATE, Apply, Cap, Limit, Rate, Since, Until

COLOURS = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}


def repair(
    environment: Environment,
    recipe: Annotated[Path, Option(metavar="FILE", help="What to mend and how, as TOML.")],
    since: Since = None,
    until: Until = None,
    rate: Rate = RATE,
    cap: Cap = CAP,
    limit: Limit = None,
    apply: Apply = False,
    as_json: Json = False,
) -> None:
    """Mend refused records as a recipe says, and send them back under the same id."""
    with one_line():
        parsed, deployment = read_recipe(recipe), FailureDeployment(environment)
        failures = deployment.find(read_window(since, until))
        repairer = Repairer(parsed, deployment.ledgers, datetime.now(UTC), cap)
        proposals = list(islice(repairer.proposals(failures), limit))
        if not proposals:
            deployment.require_known(repairer.filters, failures)
        plan = repairer.plan(proposals)
        if apply:
            code = carry_out(plan, deployment, rate, as_json=as_json)
            raise Exit(FAILED if plan.left_out else code)
        lines = [line for each in proposals for line in each.to_text()]
        figures = {"proposals": [each.figures for each in proposals]}
        emit(plan.figures | figures, *lines, *plan.to_text(rate), as_json=as_json)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that a recipe matches: what it would become, or what is in the way."""

    failures: Sequence[Failure]
    before: dict[str, Any] | None
    after: bytes = b""
    event_id: str = ""
    problem: str = ""

    def outgoing(self, recipe: Recipe) -> Outgoing:
        """Return what is sent in the record's place, once for all who refused it."""
        route = self.failures[0].last.route
        return Outgoing(self.failures, self.after, route, recipe.name, self.event_id)

    @property
    def figures(self) -> dict[str, Any]:
        """The proposal for programs."""
        return {
            "ids": [each.id for each in self.failures],
            "consumers": self._consumers,
            "reason": self.failures[0].last.reason,
            "before": self.before,
            "after": self._decoded_after,
            "problem": self.problem,
        }

    def to_text(self) -> Iterator[str | StyledLine]:
        """Render it for people."""
        head = self.failures[0]
        yield StyledLine(f"{head.id}  {head.last.reason}  {', '.join(self._consumers)}", bold=True)
        yield f"{head.last.part}: {head.last.why}"
        if self.problem:
            yield StyledLine(f"can't be repaired: {self.problem}", typer.colors.YELLOW)
        else:
            yield from self._render_changes()
            yield "passes the contract"
        yield ""

    def _render_changes(self) -> Iterator[StyledLine]:
        before = [HIDDEN] if self.before is None else pretty_json(self.before)
        after = pretty_json(self._decoded_after)
        for line in unified_diff(before, after, "before", "after", n=1, lineterm=""):
            yield StyledLine(line, COLOURS.get(line[:1]))

    @property
    def _consumers(self) -> list[str]:
        return sorted({each.consumer for each in self.failures})

    @property
    def _decoded_after(self) -> object:
        return msgspec.json.decode(self.after) if self.after else None


@dataclass(frozen=True, slots=True)
class Repairer:
    """A recipe, the contract and the ledgers, which say whether its result could be applied."""

    recipe: Recipe
    ledgers: LedgerDigests
    now: datetime
    cap: int = CAP

    @property
    def filters(self) -> Filters:
        """The failures that the recipe means, but for what stands in their fields."""
        where = self.recipe.where
        return Filters(reason=where.reason, consumer=where.consumer, partition=where.partition)

    def proposals(self, failures: Iterable[Failure]) -> Iterator[Proposal]:
        """Yield what the recipe matches of what was refused and isn't on its way back."""
        filters = self.filters
        for group in group_by_record(each for each in failures if _is_refused_event(each)):
            fields = decode_fields(group[0].last.data)
            is_open = any(each.state_under(self.cap) != SENT for each in group)
            if is_open and filters.select(group) and matches(self.recipe.where, fields):
                yield self._propose(group, fields)

    def plan(self, proposals: Sequence[Proposal]) -> RedrivePlan:
        """Return what becomes of these proposals: the failures of one that can't go are named once."""
        blocked = [each for each in proposals if each.problem]
        refused = [failure for each in blocked for failure in each.failures]
        return RedrivePlan(
            outgoing=[each.outgoing(self.recipe) for each in proposals if not each.problem],
            left_out=[(each.failures[0], each.problem) for each in blocked],
            exhausted=list_exhausted(refused, self.cap),
        )

    def _propose(self, group: Sequence[Failure], fields: dict[str, Any] | None) -> Proposal:
        before = None if group[0].holds_card_number else fields
        try:
            require_retryable(group, self.recipe.name, self.cap)
            return self._repair(group, require_fields(fields))
        except BrokenContract as broken:
            return Proposal(group, before, problem=f"still broken: {broken.reason}: {broken}")
        except (RepairMismatch, NotRedrivable) as error:
            return Proposal(group, before, problem=str(error))

    def _repair(self, group: Sequence[Failure], fields: dict[str, Any]) -> Proposal:
        """Make the same bytes whenever and for whomever it is tried: others would conflict with them."""
        received = group[0].last.data
        lineage = describe_lineage(received, fields, self.recipe.name)
        after = encode_repaired(apply_recipe(self.recipe, fields), lineage)
        event = parse_repaired(group[0], fields, after, self.now)
        require_unapplied(EVENT.id_of(event), after, self.ledgers.digests(EVENT.key(event)))
        left = [each for each in group if each.is_left(self.cap)]
        return Proposal(left, fields, after, EVENT.id_of(event))


def _is_refused_event(failure: Failure) -> bool:
    return failure.is_quarantined and isinstance(failure.last.route, ToStream)
