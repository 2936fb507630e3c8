"""What the demo found, and what of it must not be."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from demo.adapters.act import AdapterSales
from demo.audit import Audit
from demo.backfill.backfill_result import BackfillResult
from demo.crashes import Crash
from demo.database.replication_result import ReplicationResult
from demo.decisions.decided import Decided
from demo.encore import Encore
from demo.expectation import Expectation
from demo.message import Message, name_of
from demo.night import Night
from demo.reality import Kept
from demo.recovery.recovered import Recovered
from demo.warehouse.warehouse_answers import WarehouseAnswers
from twin.permissions.usage import AccessReview


@dataclass(frozen=True)
class Result:
    """Everything that was compared; `stock` and `points` are the audits of the two consumers."""

    sent: Sequence[Message]
    accepted: Sequence[Message]
    night: Night
    stock: Audit
    points: Audit
    quarantined: Sequence[Kept]
    archived: Collection[bytes]
    raw: Counter[bytes]
    crashes: Sequence[Crash]
    written_twice: int
    seconds: Mapping[str, float]
    adapters: AdapterSales | None = None
    encore: Encore | None = None
    decided: Decided | None = None
    recovered: Recovered | None = None
    replicated: ReplicationResult | None = None
    access: AccessReview | None = None
    backfill: BackfillResult | None = None
    warehouse: WarehouseAnswers | None = None

    @property
    def expectation(self) -> Expectation:
        """What the accepted messages come to."""
        return self.night.expectation

    @property
    def audits(self) -> tuple[Audit, Audit]:
        """One audit a consumer."""
        return self.stock, self.points

    @cached_property
    def applied(self) -> list[str]:
        """Sales that every consumer applied."""
        return sorted(set(self.stock.applied) & set(self.points.applied))

    @cached_property
    def adapter_faults(self) -> tuple[list[str], list[str]]:
        """Sales that came by an adapter and were applied twice, and those that weren't applied."""
        ids = set(self.adapters.sale_ids) if self.adapters else set()
        twice = {*self.stock.applied_twice, *self.points.applied_twice}
        return sorted(ids & twice), sorted(ids - set(self.applied))

    @cached_property
    def raw_missing(self) -> list[str]:
        """Accepted messages whose bytes the raw archive doesn't hold."""
        return [name_of(message.data) for message in self.accepted if message.data not in self.raw]

    @cached_property
    def fold_differences(self) -> list[str]:
        """Accounts that the raw archive alone would give another balance."""
        return [account for audit in self.audits for account in audit.rebuilt_otherwise(self.raw)]

    @cached_property
    def refused(self) -> dict[bytes, Kept]:
        """Quarantine by record: one that both consumers keep is one."""
        return {kept.data: kept for kept in self.quarantined}

    @cached_property
    def wrong(self) -> dict[str, list[str]]:
        """What must not be, and its names: sales by their ids, accounts by their keys."""
        found: dict[str, Sequence[str]] = {
            "lost": _any(self.stock.lost, self.points.lost),
            "applied twice": _any(self.stock.applied_twice, self.points.applied_twice),
            "applied without a sale": _any(self.stock.unexplained, self.points.unexplained),
            "quarantined without a fault": _any(self.stock.refused_wrongly, self.points.refused_wrongly),
            "stock is wrong": self.stock.mismatches,
            "points are wrong": self.points.mismatches,
            "not in the raw archive": self.raw_missing,
            "otherwise when folded from raw": self.fold_differences,
            "not closed": self.night.open,
            "reported wrongly": self.night.mismatches,
            "changed by doing it again": ["a commit"] * self.night.commits,
            "changed by what came again": self.encore.wrong if self.encore else [],
            **(self.decided.wrong if self.decided else {}),
            **(self.recovered.wrong if self.recovered else {}),
            **(self.replicated.wrong if self.replicated else {}),
            **(self.access.wrong if self.access else {}),
            **(self.backfill.wrong if self.backfill else {}),
            **(self.warehouse.wrong if self.warehouse else {}),
        }
        return {what: [*names] for what, names in found.items() if names}

    @property
    def ok(self) -> bool:
        """Say whether the promise held."""
        return not self.wrong

    @property
    def play_seconds(self) -> float:
        """From the first message to the last effect."""
        return self.seconds["play"]

    @property
    def deploy_seconds(self) -> float:
        """From nothing to the deployed app."""
        return sum(self.seconds[step] for step in ("synth", "start", "bootstrap", "deploy"))


def _any(*lists: list[str]) -> list[str]:
    return sorted({name for names in lists for name in names})
