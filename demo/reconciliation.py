"""What is there in the end, held against what was accepted."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from contracts.refusals import Reason
from contracts.scenario import MessageKind, SourceMessage
from demo.audit import Audit
from demo.check import Check, judge, judge_none
from demo.crashes import Crash
from demo.expectation import Expectation
from demo.message import name_of, short_digest
from demo.observed_state import QuarantinedRecord
from domain import CONSUMERS, EVENT

ITEMS = {each.name: each.items for each in CONSUMERS}


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """Everything that was compared; `audits` are by consumer that keeps a ledger, if there is one.

    `refusing` are the kinds of messages that those who read the stream refuse.
    """

    sent: Sequence[SourceMessage]
    accepted: Sequence[SourceMessage]
    expectation: Expectation
    audits: Mapping[str, Audit]
    refusing: Collection[MessageKind]
    quarantined: Sequence[QuarantinedRecord]
    archived: Collection[bytes]
    raw: Counter[bytes]
    crashes: Sequence[Crash]
    written_twice: int

    @cached_property
    def applied(self) -> list[str]:
        """Events that every consumer applied."""
        each = [set(audit.applied) for audit in self.audits.values()]
        return sorted(set.intersection(*each)) if each else []

    @cached_property
    def arrived(self) -> frozenset[str]:
        """The ids of events that are where they belong: applied, or in raw where no ledger is."""
        in_raw = (name_of(message.data) for message in self.accepted if message.data in self.raw)
        return frozenset(self.applied if self.audits else in_raw)

    @cached_property
    def accepted_ids(self) -> frozenset[str]:
        """The ids of what the stream accepted, as far as messages have any."""
        return frozenset(name_of(message.data) for message in self.accepted)

    @cached_property
    def waiting(self) -> list[str]:
        """Events that some consumer hasn't applied, and that the failure archive keeps."""
        return _any(audit.waiting for audit in self.audits.values())

    @cached_property
    def lost(self) -> list[str]:
        """Accepted messages that some consumer neither applied nor keeps, or raw where no ledger is."""
        return _any(audit.lost for audit in self.audits.values()) if self.audits else self.raw_missing

    @cached_property
    def applied_twice(self) -> list[str]:
        """Events that some consumer applied more than once."""
        return _any(audit.applied_twice for audit in self.audits.values())

    @cached_property
    def raw_missing(self) -> list[str]:
        """Accepted messages whose bytes the raw archive doesn't hold."""
        return [name_of(message.data) for message in self.accepted if message.data not in self.raw]

    @cached_property
    def fold_differences(self) -> list[str]:
        """Items that the raw archive alone would give another balance."""
        audits = self.audits.values()
        return [name for each in audits for name in _names(each, each.rebuilt_otherwise(self.raw))]

    @cached_property
    def refused(self) -> dict[bytes, QuarantinedRecord]:
        """Quarantine by record: one that several consumers keep is one."""
        return {kept.data: kept for kept in self.quarantined}

    @cached_property
    def blank(self) -> list[bytes]:
        """Messages without a character in them that the stream accepted."""
        return [each.data for each in self._broken if not each.data.strip()]

    @cached_property
    def split(self) -> list[bytes]:
        """Messages of several lines that the stream accepted."""
        return [each.data for each in self._broken if b"\n" in each.data.strip()]

    @cached_property
    def other_reasons(self) -> list[str]:
        """Records that are in quarantine for another reason than the one that they were broken for."""
        return sorted({name_of(kept.data) for kept in self.quarantined if self._is_misjudged(kept)})

    @cached_property
    def wrong(self) -> dict[str, list[str]]:
        """What must not be, and its names: events by their ids, items by theirs."""
        audits = self.audits.values()
        return {
            "lost": self.lost,
            "applied twice": self.applied_twice,
            f"applied without {EVENT.noun}": _any(audit.unexplained for audit in audits),
            "quarantined without a fault": _any(audit.refused_wrongly for audit in audits),
            "quarantined for another reason": self.other_reasons,
            **{
                f"{ITEMS[name]} that are wrong": _names(audit, audit.mismatches)
                for name, audit in self.audits.items()
            },
            "not in the raw archive": self.raw_missing,
            "otherwise when folded from raw": self.fold_differences,
        }

    def checks(self) -> Iterator[Check]:
        """Return the lines that every domain has."""
        events, accepted = len(self.expectation.events), len(self.accepted)
        to_refuse = sum(_kind(each) in self.refusing for each in self.expectation.refused.values())
        refused_well = len(self.refused) == to_refuse and not self.other_reasons
        yield judge("Accepted by the stream", accepted, len(self.sent), accepted == len(self.sent))
        if self.audits:
            applied, due = len(self.applied), events - len(self.waiting)
            yield judge(f"{EVENT.nouns.capitalize()} applied once", applied, due, applied == due)
        yield judge("Kept in quarantine, for the right reason", len(self.refused), to_refuse, refused_well)
        odd = [*self.blank, *self.split]
        kept = self._count_refused(odd)
        due = len(odd) if MessageKind.BROKEN in self.refusing else 0
        yield judge("Of them blank, or of several lines", kept, due, kept == due)
        yield Check("In the failure archive", len(self.archived))
        yield judge_none("Lost", self.lost, accepted)
        yield judge_none("Applied twice", self.applied_twice, events)
        for name, audit in self.audits.items():
            yield judge_none(f"{ITEMS[name].capitalize()} that are wrong", audit.mismatches, audit.items)
        items = sum(audit.items for audit in self.audits.values())
        yield judge_none("Missing in the raw archive", self.raw_missing, accepted)
        yield judge_none("Otherwise when folded from raw", self.fold_differences, items)

    def figures(self) -> dict[str, object]:
        """Return the figures of every domain: events are distinct ids, everything else counts messages."""
        kinds = self.expectation.kinds
        return {
            "messages_sent": len(self.sent),
            "accepted": len(self.accepted),
            "events_unique": len(self.expectation.events),
            "duplicates_sent": kinds[MessageKind.DUPLICATE],
            "broken_sent": kinds[MessageKind.BROKEN],
            "conflicts_sent": kinds[MessageKind.CONFLICT],
            "crashes": len(self.crashes),
            "applied": len(self.applied),
            "quarantined": len(self.refused),
            "blank_records": self._count_refused(self.blank),
            "split_records": self._count_refused(self.split),
            "in_failure_archive": len(self.archived),
            "lost": len(self.lost),
            "applied_twice": len(self.applied_twice),
            "items": {name: audit.items for name, audit in self.audits.items()},
            "items_wrong": {name: len(audit.mismatches) for name, audit in self.audits.items()},
            "raw_records": self.raw.total(),
            "raw_written_twice": self.written_twice,
            "raw_missing": len(self.raw_missing),
            "fold_differences": len(self.fold_differences),
        }

    @property
    def _broken(self) -> Iterator[SourceMessage]:
        return (each for each in self.accepted if each.kind is MessageKind.BROKEN)

    def _count_refused(self, records: Iterable[bytes]) -> int:
        return sum(data in self.refused for data in records)

    def _is_misjudged(self, kept: QuarantinedRecord) -> bool:
        due = self.expectation.refused.get(kept.data)
        reason = due and (due.reason if due.kind is MessageKind.BROKEN else Reason.CONFLICT)
        return reason is not None and kept.reason != reason


def _names(audit: Audit, items: Iterable[str]) -> list[str]:
    """Return items by their names; one that is somebody's id stands as a digest of it."""
    spec, personal = audit.ledger.consumer, EVENT.personal.names if EVENT.personal else frozenset()
    if not personal & {index.by for index in spec.indexes}:
        return list(items)
    return [f"a {spec.item}, {short_digest(each.encode())}" for each in items]


def _kind(refused: SourceMessage) -> MessageKind:
    return MessageKind.BROKEN if refused.kind is MessageKind.BROKEN else MessageKind.CONFLICT


def _any(lists: Iterable[list[str]]) -> list[str]:
    return sorted({name for names in lists for name in names})
