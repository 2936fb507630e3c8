"""Who a person is, by everything that raw has of them: their tokens, and which of these are theirs alone."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import msgspec

from contracts.correction import parse_correction
from contracts.event_parser import UNREADABLE
from contracts.personal import Person, PersonalFields, own_tokens
from contracts.refusals import BrokenContract
from lambdas.core.claims import Claims
from lambdas.core.raw import EVENTS, Unreadable, read_records
from sluice.erasure.person_change import read_claim
from sluice.erasure.versions import VersionedBucket

ESCAPED = rb"\\u"


@dataclass(frozen=True)
class PersonScan:
    """Reads raw for people."""

    bucket: VersionedBucket
    claims: Claims
    fields: PersonalFields

    def find(self, person_id: str, known: Iterable[str] = ()) -> Person:
        """Return a person with the tokens that stand for nobody else, and those that are `known` already."""
        theirs: set[str] = set()
        for payload in self._payloads([person_id]):
            if self.fields.person_of(payload) == person_id:
                theirs |= self.fields.tokens_of(payload)
        of_others: set[str] = set()
        for payload in self._payloads(theirs):
            if self.fields.person_of(payload) not in (None, person_id):
                of_others |= self.fields.tokens_of(payload)
        return Person(self.fields, person_id, own_tokens(theirs, of_others) | frozenset(known))

    def _payloads(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield every payload that may hold one of these texts; what can't be read holds none."""
        words = [re.escape(json.dumps(each, ensure_ascii=False)[1:-1].encode()) for each in texts]
        if not words:
            return
        wanted = re.compile(b"|".join([*words, ESCAPED]))
        for record in self._records():
            data = record if (claim := read_claim(record)) is None else self._fetch(claim)
            if data is not None and wanted.search(data):
                try:
                    yield msgspec.json.decode(data)
                except UNREADABLE:
                    continue

    def _fetch(self, claim: Any) -> bytes | None:  # noqa: ANN401
        try:
            body = self.claims.fetch(claim)
            return parse_correction(body).data if claim.claim.is_correction else body
        except BrokenContract:
            return None

    def _records(self) -> Iterator[bytes]:
        for version in self.bucket.versions(EVENTS):
            try:
                yield from read_records(BytesIO(version.body))
            except Unreadable:
                continue
