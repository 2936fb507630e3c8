"""The objects of an environment in which records are replaced: found first, written anew then."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lambdas.core.set_aside import ERRORS
from sluice.erasure.deployment import ErasureDeployment
from sluice.erasure.documents import DocumentChange, TextChange
from sluice.erasure.kept_objects import AffectedObject, BodyChange, KeptObjects
from sluice.erasure.raw_objects import AffectedVersion, RawRewriter
from sluice.erasure.replacement import RecordChange
from sluice.erasure.versions import Remaining, VersionedObject

CLAIMS, LETTERS, GIVEN_UP = "claims/", "letters/", "aws/lambda/"


@dataclass(frozen=True)
class ErasurePlan:
    """What is to be written anew, and what can't be."""

    raw: Sequence[AffectedVersion]
    kept: Sequence[tuple[KeptObjects, AffectedObject]]
    remaining: Sequence[Remaining]

    @property
    def figures(self) -> dict[str, Any]:
        """The plan for programs."""
        objects = Counter({"raw": len({each.key for each in self.raw})})
        objects.update(place.name for place, _ in self.kept)
        return {
            "records": sum(len(each.replaced) for each in self.raw),
            "objects": dict(objects),
            "bytes": sum(each.size for each in self.raw) + sum(one.size for _, one in self.kept),
        }

    def to_text(self) -> Iterator[str]:
        """Render what is found for people; never a record."""
        for each in self.raw:
            places = ", ".join(map(str, each.replaced))
            yield f"raw: {each.key}, record {places} of version {each.version}"
        yield from (f"{place.name}: {one.key}, {len(one.versions)} versions" for place, one in self.kept)


@dataclass(frozen=True)
class ErasureChange:
    """How each kind of place is changed: records, documents without records, claimed objects."""

    record: RecordChange
    text: TextChange
    claimed: BodyChange


@dataclass(frozen=True)
class Erasure:
    """Replaces records wherever an environment keeps them, and in the places `beside` that a domain has."""

    deployment: ErasureDeployment
    change: ErasureChange
    beside: Sequence[KeptObjects] = ()
    done: Callable[[str], None] = field(default=lambda _: None, repr=False)
    """Hears of each key that was written anew."""

    def find_in_raw(self, versions: Iterable[VersionedObject]) -> list[AffectedVersion | Remaining]:
        """Return those versions of raw's objects that hold something, and those that can't be read."""
        return list(self._rewriter.find(versions))

    def plan(self, versions: Iterable[VersionedObject], since: datetime | None = None) -> ErasurePlan:
        """Find what is to be replaced: in these versions of raw, elsewhere in what was written since."""
        raw = self.find_in_raw(versions)
        kept = [(place, each) for place in self._places() for each in place.find(since)]
        return ErasurePlan(
            raw=[each for each in raw if isinstance(each, AffectedVersion)],
            kept=[(place, each) for place, each in kept if isinstance(each, AffectedObject)],
            remaining=[each for each in (*raw, *(each for _, each in kept)) if isinstance(each, Remaining)],
        )

    def carry_out(self, plan: ErasurePlan) -> list[Remaining]:
        """Write everything anew, raw first; return what remains. Killed anywhere, plan and do it again."""
        remaining = list(plan.remaining)
        for key in dict.fromkeys(each.key for each in plan.raw):
            if rewritten := self._rewriter.rewrite(key):
                remaining.extend(rewritten.remaining)
            self.done(key)
        for place, affected in plan.kept:
            remaining.extend(place.rewrite(affected))
            self.done(affected.key)
        return remaining

    @property
    def _rewriter(self) -> RawRewriter:
        of = self.deployment
        return RawRewriter(of.raw, self.change.record, of.dynamodb, of.manifest)

    def _places(self) -> Iterator[KeptObjects]:
        """Yield where else records lie; claims come last: what stands for them is replaced by then."""
        of, documents = self.deployment, DocumentChange(self.change.record, self.change.text)
        yield KeptObjects("delivery errors", of.raw, ERRORS, documents.set_aside)
        yield KeptObjects("quarantine", of.quarantine, "", documents.quarantined)
        yield KeptObjects("failures", of.failures, GIVEN_UP, documents.given_up)
        yield KeptObjects("letters", of.failures, LETTERS, documents.letter)
        yield from self.beside
        yield KeptObjects("claims", of.raw, CLAIMS, self.change.claimed)
