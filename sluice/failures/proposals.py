"""What a recipe proposes for what waits: what each record would become, or what is in the way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.refusals import BrokenContract
from domain import EVENT
from sluice.failures.failure import Failure
from sluice.failures.filters import Filters
from sluice.failures.going_back import CantGoBack, nameable, refuse_applied, refuse_hopeless, repaired
from sluice.failures.ledgers import Ledgers
from sluice.failures.lineage import lineage
from sluice.failures.mending import CantMend, decoded, encoded, meets, mended
from sluice.failures.occurrence import ToStream
from sluice.failures.outgoing import Outgoing, grouped
from sluice.failures.plan import Plan, exhausted
from sluice.failures.recipe import Recipe
from sluice.failures.recovery import CAP, SENT


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that a recipe matches: what it would become, or what is in the way."""

    failures: Sequence[Failure]
    before: dict[str, Any] | None
    after: bytes = b""
    sale_id: str = ""
    problem: str = ""

    def outgoing(self, recipe: Recipe) -> Outgoing:
        """What is sent in the record's place, once for all who refused it."""
        return Outgoing(self.failures, self.after, self.failures[0].last.way, recipe.name, self.sale_id)


@dataclass(frozen=True, slots=True)
class Repairer:
    """Tries a recipe, and asks the contract and the ledgers whether its result could be applied."""

    recipe: Recipe
    ledgers: Ledgers
    now: datetime
    cap: int = CAP

    def proposals(self, failures: Iterable[Failure]) -> Iterator[Proposal]:
        """Yield what the recipe matches of what was refused and isn't on its way back."""
        where = self.recipe.where
        asked = Filters(reason=where.reason, consumer=where.consumer, store=where.store)
        for group in grouped(each for each in failures if _is_refused_sale(each)):
            fields = decoded(group[0].last.data)
            is_open = any(each.state_under(self.cap) != SENT for each in group)
            if is_open and asked.of(group) and meets(where, fields):
                yield self._proposal(group, fields)

    def plan(self, proposals: Sequence[Proposal]) -> Plan:
        """Return what becomes of these proposals: the failures of one that can't go are told once."""
        hopeless = [each for each in proposals if each.problem]
        refused = [failure for each in hopeless for failure in each.failures]
        return Plan(
            outgoing=[each.outgoing(self.recipe) for each in proposals if not each.problem],
            left_out=[(each.failures[0], each.problem) for each in hopeless],
            exhausted=exhausted(refused, self.cap),
        )

    def _proposal(self, group: Sequence[Failure], fields: dict[str, Any] | None) -> Proposal:
        before = None if group[0].holds_card_number else fields
        try:
            refuse_hopeless(group, self.recipe.name, self.cap)
            return self._repair(group, nameable(fields))
        except BrokenContract as broken:
            return Proposal(group, before, problem=f"still broken: {broken.reason}: {broken}")
        except (CantMend, CantGoBack) as error:
            return Proposal(group, before, problem=str(error))

    def _repair(self, group: Sequence[Failure], fields: dict[str, Any]) -> Proposal:
        """Make the same bytes whenever and for whomever it is tried: others would conflict with them."""
        received = group[0].last.data
        after = encoded(mended(self.recipe, fields), lineage(received, fields, self.recipe.name))
        sale = repaired(group[0], fields, after, self.now)
        refuse_applied(EVENT.id_of(sale), after, self.ledgers.digests(EVENT.key(sale)))
        left = [each for each in group if each.is_left(self.cap)]
        return Proposal(left, fields, after, sale.sale_id)


def _is_refused_sale(failure: Failure) -> bool:
    return failure.is_quarantined and isinstance(failure.last.way, ToStream)
