"""What a recipe would make of what waits, and what it can't mend and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas import contracts
from lambdas.contracts import Claim
from lambdas.refusals import BrokenContract, Reason
from sluice.failures.failure import Failure
from sluice.failures.judging import judged
from sluice.failures.ledgers import Ledgers
from sluice.failures.lineage import lineage
from sluice.failures.mending import CantMend, decoded, encoded, meets, mended
from sluice.failures.occurrence import ToStream
from sluice.failures.outgoing import Outgoing, grouped
from sluice.failures.plan import Plan, exhausted
from sluice.failures.recipe import Recipe
from sluice.failures.recovery import CAP, SENT

BYTES_A_RECORD = 1024 * 1024
"""https://docs.aws.amazon.com/streams/latest/dev/large-records.html"""


class CantGoBack(ValueError):
    """A record that no recipe can bring back, or not this one."""


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
        for group in grouped(each for each in failures if _is_refused_sale(each)):
            fields = decoded(group[0].last.data)
            is_open = any(self._state(each) != SENT for each in group)
            if is_open and any(self._matches(each) for each in group) and meets(self.recipe.where, fields):
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

    def _state(self, failure: Failure) -> str:
        return failure.recovery.after(failure.last.failed_at, self.cap)

    def _matches(self, failure: Failure) -> bool:
        where = self.recipe.where
        return (
            where.reason in (None, failure.last.reason)
            and (where.consumer is None or where.consumer in failure.consumers)
            and where.store in (None, failure.told.store_id)
        )

    def _proposal(self, group: Sequence[Failure], fields: dict[str, Any] | None) -> Proposal:
        before = None if group[0].holds_card_number else fields
        try:
            self._refuse_hopeless(group)
            after = self._after(group[0], fields)
            sale_id = self._judged(group[0], fields, after)
            left = [each for each in group if each.is_left(self.cap)]
            return Proposal(left, before, after, sale_id)
        except BrokenContract as broken:
            return Proposal(group, before, problem=f"still broken: {broken.reason}: {broken}")
        except (CantMend, CantGoBack) as error:
            return Proposal(group, before, problem=str(error))

    def _after(self, failure: Failure, fields: dict[str, Any] | None) -> bytes:
        """Return the same bytes whenever and for whomever it is tried: others would conflict with them."""
        if fields is None:
            raise CantGoBack("it is no JSON object: nothing in it can be named")
        if "claim" in fields:
            raise CantGoBack("it is a claim check: what is wrong lies in its object, or is its object")
        comes_from = lineage(failure.last.data, fields, self.recipe.name)
        return encoded(mended(self.recipe, fields), comes_from)

    def _refuse_hopeless(self, group: Sequence[Failure]) -> None:
        if not any(each.is_left(self.cap) for each in group):
            raise CantGoBack(f"it is parked after {group[0].recovery.attempts} attempts")
        if other := [each.recovery.by for each in group if each.is_sent_by_another(self.recipe.name)]:
            raise CantGoBack(f"{other[0]} is sending it: run that again first")
        if any(each.holds_card_number for each in group):
            raise CantGoBack("it holds what looks like a card number: it is shown and sent nowhere")
        if any(each.last.reason == Reason.CONFLICT for each in group):
            raise CantGoBack("its sale id is taken: a repair would only conflict again")

    def _judged(self, failure: Failure, before: dict[str, Any] | None, after: bytes) -> str:
        """Return the sale's id; raise BrokenContract or CantGoBack."""
        sale = judged(after, self.now)
        if isinstance(sale, Claim):
            raise CantGoBack("it has become a claim check")
        if len(after) > BYTES_A_RECORD:
            raise CantGoBack(f"it has become larger than {BYTES_A_RECORD} bytes")
        named = (before or {}).get("sale_id", sale.sale_id)
        if named != sale.sale_id and failure.last.reason != Reason.BAD_SALE_ID:
            raise CantGoBack("it has become another sale: only a bad sale id may change")
        self._refuse_taken(sale.sale_id, sale.store_id, contracts.digest(after))
        return sale.sale_id

    def _refuse_taken(self, sale_id: str, store_id: str, digest: bytes) -> None:
        """The same bytes are our own: an attempt that was made and not noted."""
        applied = self.ledgers.digests(sale_id, store_id)
        if by := [name for name, found in applied.items() if found != digest]:
            raise CantGoBack(f"{sale_id} was applied by {', '.join(by)} meanwhile: it would only conflict")


def _is_refused_sale(failure: Failure) -> bool:
    return failure.is_quarantined and isinstance(failure.last.way, ToStream)
