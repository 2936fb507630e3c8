"""Who a person is, by everything that raw has of them: their tokens, and which of these are theirs alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any, TypeAlias

import msgspec

from contracts.claim_check import Claim
from contracts.correction import parse_correction
from contracts.event_parser import UNREADABLE
from contracts.personal import Person, PersonalFields, own_tokens
from contracts.refusals import BrokenContract
from lambdas.core.claims import Claims
from lambdas.core.raw import EVENTS, Unreadable, read_records
from sluice.erasure.person_change import read_claim
from sluice.erasure.text_search import TextSearch
from sluice.erasure.versions import VersionedBucket, VersionedObject
from sluice.progress import passed
from sluice.raw.bucket_object import BucketObject

Place: TypeAlias = tuple[str, str]
"""A version of an object of raw: its key, and the version's id."""


@dataclass(frozen=True)
class FoundPerson:
    """A person, and the versions of raw's objects in which they may be, or that can't be read."""

    person: Person
    places: tuple[Place, ...]


@dataclass(frozen=True)
class PersonScan:
    """Reads raw for people: twice, for their tokens, and for who else used these."""

    bucket: VersionedBucket
    claims: Claims
    fields: PersonalFields
    _touched: set[Place] = field(default_factory=set, repr=False)

    @cached_property
    def listed(self) -> list[BucketObject]:
        """List the objects that a scan reads."""
        return list(self.bucket.objects(EVENTS))

    def find(self, person_id: str, known: Iterable[str] = ()) -> FoundPerson:
        """Return a person with the tokens that stand for nobody else, and those that are `known` already."""
        known = frozenset(known)
        theirs: set[str] = set()
        for payload in self._payloads([person_id, *sorted(known)], "Reading raw for what is theirs"):
            if self.fields.person_of(payload) == person_id:
                theirs |= self.fields.tokens_of(payload)
        of_others: set[str] = set()
        for payload in self._payloads(sorted(theirs), "Reading raw for who shares it") if theirs else ():
            if self.fields.person_of(payload) not in (None, person_id):
                of_others |= self.fields.tokens_of(payload)
        person = Person(self.fields, person_id, own_tokens(theirs, of_others) | known)
        return FoundPerson(person, tuple(place for place in self._places if place in self._touched))

    @property
    def _places(self) -> list[Place]:
        return [(each.key, version) for each in self.listed for version in each.versions]

    def _payloads(self, texts: Iterable[str], doing: str) -> Iterator[Any]:
        """Yield every payload that may hold one of these texts, and note where; no other one holds any."""
        search, places = TextSearch(texts), self._places
        for place, version in zip(passed(places, doing), self.bucket.read_all(places), strict=True):
            if not search.may_be_in_object(version.body):
                continue
            for data in self._search(search, version):
                self._touched.add(place)
                try:
                    yield msgspec.json.decode(data)
                except UNREADABLE:
                    continue

    def _search(self, search: TextSearch, version: VersionedObject) -> Iterator[bytes]:
        """Yield what the records are or stand for that may hold a text; nothing of a broken object."""
        try:
            for record in read_records(BytesIO(version.body)):
                claim = read_claim(record)
                data = record if claim is None else self._fetch(claim)
                # A correction says by digests what it settles, whatever else it holds.
                settles = claim is not None and claim.claim.is_correction
                if data is not None and (settles or search.may_be_in_record(data)):
                    yield data
        except Unreadable:
            self._touched.add((version.key, version.version))

    def _fetch(self, claim: Claim) -> bytes | None:
        try:
            body = self.claims.fetch(claim)
            return parse_correction(body).data if claim.claim.is_correction else body
        except BrokenContract:
            return None
