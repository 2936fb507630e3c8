"""Card numbers that got into raw all the same: a tombstone takes the place of each record with one."""

from contracts.cards import holds_card_number
from contracts.claim_check import Claim
from contracts.refusals import BrokenContract, Reason
from contracts.tombstone import encode_tombstone, is_tombstone
from lambdas.core import contract
from lambdas.core.claims import Claims
from sluice.erasure.erasure import ErasureChange
from sluice.erasure.replacement import Replacement

GONE = b""


def purge_cards(claims: Claims) -> ErasureChange:
    """Return what purges each record that is refused and holds a card number, or stands for one that does."""

    def change(record: bytes, key: str, place: int) -> Replacement | None:
        if is_tombstone(record) or not (is_refused_card(record) or _claims_card(record, claims)):
            return None
        return Replacement(encode_tombstone(Reason.CARD_NUMBER, key, place))

    return ErasureChange(record=change, text=lambda _: None, claimed=_drop_claimed)


def is_refused_card(record: bytes) -> bool:
    """Tell whether a record holds a card number and was applied by nobody, whatever else is wrong with it."""
    try:
        contract.parse(record)
    except BrokenContract as broken:
        return broken.reason == Reason.CARD_NUMBER or holds_card_number(record)
    return False


def _claims_card(record: bytes, claims: Claims) -> bool:
    try:
        claim = contract.parse(record)
        return isinstance(claim, Claim) and is_refused_card(claims.fetch(claim))
    except BrokenContract:
        return False


def _drop_claimed(body: bytes, key: str) -> bytes | None:  # noqa: ARG001 (as every change of a body)
    return GONE if is_refused_card(body) else None
