"""A person forgotten, step by step: what it must know to go on is kept until the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Any

import msgspec
from msgspec import Struct

from contracts.personal import Person, PersonalFields
from domain import EVENT
from lambdas.core.raw import CHANGES, REPLACES, hour_of, read_records
from sluice.erasure.cost import ErasureWork
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.erasure import Erasure, ErasurePlan
from sluice.erasure.kept_objects import AffectedObject, KeptObjects
from sluice.erasure.payload_changes import (
    LedgerRedaction,
    PayloadChange,
    RecordRename,
    describe_change,
    describe_rename,
)
from sluice.erasure.person_change import PersonChange
from sluice.erasure.person_scan import PersonScan
from sluice.erasure.raw_objects import AffectedVersion
from sluice.erasure.versions import Remaining

PROGRESS = "erasures/"
"""Where a forgetting that is under way keeps what it needs to know, in the bucket of failures."""


class ForgettingState(Struct, frozen=True, kw_only=True):
    """The person's tokens, and the payloads that lose them: raw that is written anew has neither."""

    tokens: tuple[str, ...] = ()
    changes: tuple[PayloadChange, ...] = ()
    renames: tuple[RecordRename, ...] = ()

    def merge(self, tokens: Iterable[str], found: Sequence[AffectedVersion | Remaining]) -> "ForgettingState":
        """Return the state with what was found besides, by this try."""
        renames = {(each.old, each.raw_object): each for each in (*self.renames, *record_renames(found))}
        changes = payload_changes(found)
        known = {(each.event_id, each.new): each for each in (*self.changes, *changes)}
        return ForgettingState(
            tokens=tuple(sorted({*self.tokens, *tokens})),
            changes=tuple(known.values()),
            renames=tuple(renames.values()),
        )


@dataclass(frozen=True)
class ForgettingPlan:
    """Who is forgotten, where they are, and which payloads lose them."""

    person: Person
    state: ForgettingState
    erasure: Erasure
    objects: ErasurePlan

    def complete(self, work: ErasureWork) -> ErasureWork:
        """Return the work with what this plan writes."""
        return work.hold(
            written=len(self.objects.raw) + len(self.objects.kept),
            events=len(self.event_ids),
            event_days=len({each.day for each in self.state.changes}),
        )

    @property
    def event_ids(self) -> frozenset[str]:
        """The events whose payloads lose them."""
        return frozenset(each.event_id for each in self.state.changes)

    @property
    def figures(self) -> dict[str, Any]:
        """The plan for programs."""
        return self.objects.figures | {
            "tokens": len(self.person.tokens),
            "events": len(self.event_ids),
        }

    def to_text(self) -> Iterator[str]:
        """Render the plan for people; it names nobody."""
        yield from self.objects.to_text()
        yield f"{self.figures['events']:,} {EVENT.nouns}, {len(self.person.tokens):,} tokens of theirs alone"


@dataclass(frozen=True)
class Forgetting:
    """Forgets a person of an environment: in raw, in what is kept beside it, and in the ledgers."""

    deployment: ErasureDeployment
    fields: PersonalFields
    person_id: str

    @cached_property
    def scan(self) -> PersonScan:
        """What reads raw, and has listed it before."""
        return PersonScan(self.deployment.raw, self.deployment.claims, self.fields)

    def expect(self, workers: int = 0) -> ErasureWork:
        """Return what the reading takes, before it begins; `workers` are those of a lake's job."""
        listed = self.scan.listed
        return ErasureWork(
            objects=sum(len(each.versions) for each in listed),
            bytes=sum(each.size for each in listed),
            days=len({hour.date() for each in listed if (hour := hour_of(each.key))}),
            ledgers=len(self.deployment.ledgers),
            workers=workers,
        )

    def plan(self, find_beside: Callable[[Person], Sequence[KeptObjects]]) -> ForgettingPlan:
        """Find everything, also in the places that a domain has beside, and change nothing.

        It reads the whole of raw twice, and what holds the person twice more: corrections settle payloads by
        their digests, which must be known first.
        """
        before, raw = self._load(), self.deployment.raw
        found = self.scan.find(self.person_id, before.tokens)
        person = found.person
        payloads = self._erasure(person, before.changes, []).find_in_raw(raw.read_all(found.places))
        state = before.merge(person.tokens, payloads)
        beside = [*find_beside(person), changes_of_databases(self.deployment, person)]
        erasure = self._erasure(person, state.changes, beside)
        return ForgettingPlan(person, state, erasure, erasure.plan(raw.read_all(found.places)))

    def carry_out(self, plan: ForgettingPlan, tables: Sequence[str]) -> tuple[int, list[Remaining]]:
        """Write everything anew; return how many rows of these ledgers changed, and what remains."""
        self._save(plan.state)
        remaining = plan.erasure.carry_out(plan.objects)
        rows = LedgerRedaction(self.deployment.dynamodb, tables, plan.person).redact(plan.state.changes)
        return rows, remaining

    def find_new_version(self, key: str, old_version: str) -> str:
        """Return the version of an object of raw that stands for another one now."""
        known = [each for each in self.deployment.raw.versions(key) if each.key == key]
        standing = [each.version for each in known if each.metadata.get(REPLACES) == old_version]
        return (standing or [each.version for each in known] or [old_version])[-1]

    def describe_progress(self) -> Remaining:
        """Say where it lies what a later run must know, as long as anything remains."""
        where = f"s3://{self.deployment.failures.bucket}/{self._key}"
        return Remaining(where, "says what a later run must know, until nothing else remains")

    def finish(self) -> None:
        """Drop what was kept for another try."""
        bucket = self.deployment.failures
        for each in bucket.objects(self._key):
            bucket.delete(each.key, *each.versions)

    def _erasure(
        self, person: Person, changes: Iterable[PayloadChange], beside: Sequence[KeptObjects]
    ) -> Erasure:
        renamed = dict(pair for each in changes for pair in each.renamed)
        change = PersonChange(person, self.deployment.claims, renamed)
        return Erasure(self.deployment, change.everywhere, beside)

    @property
    def _key(self) -> str:
        """Return a key that doesn't say whom it is about."""
        return f"{PROGRESS}{sha256(self.person_id.encode()).hexdigest()[:16]}.json"

    def _load(self) -> ForgettingState:
        found = list(self.deployment.failures.versions(self._key))
        return msgspec.json.decode(found[-1].body, type=ForgettingState) if found else ForgettingState()

    def _save(self, state: ForgettingState) -> None:
        self.deployment.failures.put(self._key, msgspec.json.encode(state), {})


def payload_changes(found: Sequence[AffectedVersion | Remaining]) -> list[PayloadChange]:
    """Return the payloads of raw that lose the person; of those that were refused nobody knows a digest."""
    changes = [
        describe_change(*new.payload, each.key, each.version)
        for each in found
        if isinstance(each, AffectedVersion)
        for _, new in each.replaced.values()
        if new.payload
    ]
    return [each for each in changes if each is not None]


def record_renames(found: Sequence[AffectedVersion | Remaining]) -> list[RecordRename]:
    """Return every record of raw that is replaced, by its hashes."""
    return [
        describe_rename(record, new.data, each.key, each.version)
        for each in found
        if isinstance(each, AffectedVersion)
        for record, new in each.replaced.values()
    ]


def changes_of_databases(deployment: ErasureDeployment, person: Person) -> KeptObjects:
    """Return a database's changes as raw keeps them, of which those remain that name a person.

    Other rows are made of them: without a row there, the source would bring it back.
    """

    def find(body: bytes, key: str) -> bytes | None:  # noqa: ARG001 (as every change of a body)
        named = any(person.redact(each) is not None for each in read_records(BytesIO(body)))
        return body if named else None

    def wait(affected: AffectedObject) -> Remaining:
        where = f"s3://{deployment.raw.bucket}/{affected.key}"
        return Remaining(where, "is a database's change: delete the row at its source; raw keeps the change")

    return KeptObjects("changes", deployment.raw, CHANGES, find, wait)
