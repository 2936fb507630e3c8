"""Where the raw bucket and its manifest say different things, or the bucket isn't as it was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lambdas.core.manifest.item import ManifestEntry
from sluice.raw.bucket_object import BucketObject


class DisagreementKind(StrEnum):
    """The ways in which an object is wrong."""

    UNENTERED = "the manifest lacks version {version}"
    GONE = "the bucket lacks version {version}"
    OVERWRITTEN = "overwritten, its current version isn't the first one, {version}"
    DELETED = "deleted, a marker lies on its first version, {version}"
    UNREADABLE = "its current version {version} can't be read"


@dataclass(frozen=True)
class Disagreement:
    """One of them: `version` is the one that is missing, or the one to go back to."""

    kind: DisagreementKind
    key: str
    version: str

    def __str__(self) -> str:
        return f"{self.key}: {self.kind.format(version=self.version)}"


@dataclass(frozen=True)
class ObjectComparison:
    """An object, as the bucket has it and as the manifest does."""

    held: BucketObject
    entered: Mapping[str, ManifestEntry]

    @classmethod
    def of(cls, held: BucketObject, entered: Sequence[ManifestEntry]) -> "ObjectComparison":
        """Compare an object with the entries of its key."""
        return cls(held, {each.version: each for each in entered})

    @property
    def first(self) -> str:
        """The version that was written first: what was overwritten expires, the oldest before the others."""
        written = sorted(self.entered.values(), key=lambda each: (each.arrived_at, each.version))
        expired = (each.version for each in written if each.version not in self.held.versions)
        known = [*expired, *self.held.versions]
        return next((each for each in known if not self._is_over(each)), known[0])

    def disagreements(self) -> Iterator[Disagreement]:
        """Yield what is missing on either side, and then what isn't as it was."""
        for version in self.held.versions:
            if version not in self.entered:
                yield Disagreement(DisagreementKind.UNENTERED, self.held.key, version)
        yield from self._gone()
        yield from self._changed()

    def alike(self, version: str) -> list[str]:
        """Return the bucket's versions with the bytes of this one, in the order of their writing."""
        wanted = self._bytes(version)
        return [each for each in self.held.versions if self._bytes(each) == wanted]

    def _bytes(self, version: str) -> str:
        """Return what tells bytes apart; of a version that isn't entered it isn't known."""
        return self.entered[version].sha256 if version in self.entered else version

    def _gone(self) -> Iterator[Disagreement]:
        """Yield what is gone; a copy is as good, as what was restored may expire itself."""
        for version, entry in self.entered.items():
            if not (entry.is_over or self.alike(version)):
                yield Disagreement(DisagreementKind.GONE, self.held.key, version)

    def _changed(self) -> Iterator[Disagreement]:
        current = self.held.current
        if not self.held.versions:
            return
        if current is None:
            yield Disagreement(DisagreementKind.DELETED, self.held.key, self.first)
        elif self._bytes(current) != self._bytes(self.first):
            yield Disagreement(DisagreementKind.OVERWRITTEN, self.held.key, self.first)
        elif self._is_unreadable(current):
            yield Disagreement(DisagreementKind.UNREADABLE, self.held.key, current)

    def _is_unreadable(self, version: str) -> bool:
        entry = self.entered.get(version)
        return entry is not None and bool(entry.broken) and not entry.written_off

    def _is_over(self, version: str) -> bool:
        return version in self.entered and self.entered[version].is_over
