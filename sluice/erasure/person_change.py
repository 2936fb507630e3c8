"""Records without a person: the same events, with a word in the place of whoever it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from contracts.claim_check import CLAIM, Claim, ClaimedObject, encode_claim
from contracts.correction import CORRECTIONS, Correction, parse_correction
from contracts.personal import FORGOTTEN, Person
from contracts.refusals import BrokenContract
from contracts.tombstone import encode_tombstone
from domain import EVENT
from lambdas.core import contract
from lambdas.core.claims import Claims
from sluice.erasure.erasure import ErasureChange
from sluice.erasure.replacement import Replacement

GONE = b""


@dataclass(frozen=True)
class PersonChange:
    """Takes a person out of records and documents.

    `renamed` are the digests of payloads that have lost the person, each by the one from before: what a
    correction has settled it goes on to settle.
    """

    person: Person
    claims: Claims
    renamed: Mapping[bytes, bytes]

    @property
    def everywhere(self) -> ErasureChange:
        """Return how each kind of place is changed."""
        return ErasureChange(record=self.change_record, text=self.person.redact, claimed=self.change_claimed)

    def change_record(self, record: bytes, key: str, place: int) -> Replacement | None:
        """Return what stands for a record that names the person or a token of theirs.

        A record that was refused for what is replaced now would be accepted: a tombstone stands for it.
        """
        if (claim := read_claim(record)) is not None:
            return self._change_claim(claim)
        if (left := self.person.redact(record)) is None:
            return None
        if is_refused(record) and not is_refused(left):
            return Replacement(encode_tombstone(FORGOTTEN, key, place))
        return Replacement(left, payload=(record, left))

    def change_claimed(self, body: bytes, key: str) -> bytes | None:
        """Return what is left of a claimed object; for an event another one stands, named by its hash."""
        if not key.startswith(CORRECTIONS):
            return None if self.person.redact(body) is None else GONE
        correction = self._without_person(parse_correction(body))
        return None if correction is None else msgspec.json.encode(correction)

    def _change_claim(self, claim: Claim) -> Replacement | None:
        try:
            body = self.claims.fetch(claim)
            before = parse_correction(body) if claim.claim.is_correction else None
        except BrokenContract:
            return None
        if before is None:
            left = self.person.redact(body)
            return None if left is None else _stand_for(claim, _key(claim, left), left, (body, left))
        correction = self._without_person(before)
        if correction is None:
            return None
        payload = (before.data, correction.data)
        return _stand_for(claim, claim.claim.key, msgspec.json.encode(correction), payload)

    def _without_person(self, correction: Correction) -> Correction | None:
        """Return a correction without the person, or None if it stays as it is."""
        settled = {self.renamed[each].hex() for each in correction.settled if each in self.renamed}
        left = self.person.redact(correction.data)
        if left is None and settled <= {*correction.settles}:
            return None
        settles = tuple(sorted(settled.union(correction.settles)))
        return replace(correction, payload=(left or correction.data).decode(), settles=settles)


def is_refused(record: bytes) -> bool:
    """Tell whether every consumer refuses a record for what it says."""
    try:
        contract.parse(record)
        contract.digest(record)
    except BrokenContract:
        return True
    return False


def read_claim(record: bytes) -> Claim | None:
    """Return the claim check that a record is, if it is one."""
    if f'"{CLAIM}"'.encode() not in record:
        return None
    try:
        found = contract.parse(record)
    except BrokenContract:
        return None
    return found if isinstance(found, Claim) else None


def _key(claim: Claim, body: bytes) -> str:
    """Return the key of a claimed event, as a producer names it."""
    return f"claims/{claim.event_id}/{sha256(body).hexdigest()}.json"


def _stand_for(claim: Claim, key: str, body: bytes, payload: tuple[bytes, bytes]) -> Replacement:
    claimed = ClaimedObject(key, sha256(body).hexdigest(), len(body))
    record = encode_claim(EVENT, claim.event_id, claim.partition, claimed)
    return Replacement(record, {key: body}, payload)
