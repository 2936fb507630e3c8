"""The vocabulary: what a store says when it sells, and what is refused."""

from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from lambdas.cards import holds_card_number
from lambdas.refusals import BrokenContract, Reason
from lambdas.sale_id import check_sale_id

MAJOR_VERSION = "1."
CLOCK_SKEW = timedelta(hours=1)

Text = Annotated[str, Meta(min_length=1, max_length=64)]
Cents = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]
Quantity = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Discounts(Struct, frozen=True, kw_only=True, gc=False):
    """What was taken off a line, in cents by kind."""

    retail: Cents = 0
    coupon: Cents = 0
    coupon_match: Cents = 0


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One product on the receipt; total_cents is what it sold for after the store's own discounts."""

    sku: Text
    quantity: Quantity
    total_cents: Cents
    discounts: Discounts = Discounts()


class Sale(Struct, frozen=True, kw_only=True, gc=False):
    """One basket, or one return. sale_id is store/business day/register/sequence, the key of ARTS POSLog."""

    schema_version: Text
    sale_id: Annotated[str, Meta(max_length=160)]
    store_id: Text
    register_id: Text
    occurred_at: Annotated[datetime, Meta(tz=True)]
    payment_token: Text
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=5_000)]
    loyalty_id: Text | None = None

    @property
    def net_cents(self) -> int:
        """What the customer paid: a coupon is redeemed at payment, the store's own discounts came before."""
        return sum(line.total_cents - line.discounts.coupon for line in self.lines)

    @property
    def business_day(self) -> date:
        """The day on which the register booked it: part of the sale id."""
        return date.fromisoformat(self.sale_id.split("/")[1])

    @property
    def key(self) -> tuple[str, str]:
        """The store, and the rest of the sale id: what every consumer keeps the sale's effect under."""
        return self.store_id, self.sale_id.removeprefix(f"{self.store_id}/")


class Claimed(Struct, frozen=True):
    """Where a sale lies that is too large for the stream."""

    key: Annotated[str, Meta(pattern="^claims/")]
    sha256: Digest
    bytes: Annotated[int, Meta(gt=0)]


class Claim(Struct, frozen=True, kw_only=True):
    """Stands on the stream in the place of an oversized sale."""

    schema_version: Text
    sale_id: str
    store_id: Text
    claim: Claimed


# Text that nests thousands deep is a RecursionError to msgspec.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_KINDS = frozenset(Discounts.__struct_fields__)
_sale = msgspec.json.Decoder(Sale)
_claim = msgspec.json.Decoder(Claim)


def parse(data: bytes) -> Sale | Claim:
    """Return the sale, or the claim check, that `data` holds; raise BrokenContract if it breaks the contract.

    Fields that this version doesn't know are left alone: a newer minor version may add them.
    """
    if b"\n" in data.rstrip():
        raise BrokenContract(Reason.LINE_BREAK, "record", "is on several lines, the archive keeps one")
    if holds_card_number(data):
        raise BrokenContract(Reason.CARD_NUMBER, "record", "holds text that looks like a card number")
    try:
        return _read(data)
    except UNREADABLE as error:
        raise refusal(error) from None


def _read(data: bytes) -> Sale | Claim:
    """Decode, and check what types alone can't say; what is a whole sale is no claim check."""
    try:
        sale = _sale.decode(data)
    except msgspec.ValidationError:
        if _is_claim(data):
            return _claim.decode(data)
        raise
    if not f"{sale.schema_version}.".startswith(MAJOR_VERSION):
        raise BrokenContract(Reason.UNKNOWN_VERSION, "schema_version", "has a major version that is not 1")
    check_sale_id(sale.sale_id, sale.store_id, sale.register_id, sale.occurred_at)
    return sale


def _is_claim(data: bytes) -> bool:
    whole = msgspec.json.decode(data)
    return isinstance(whole, dict) and "claim" in whole


def parse_claimed(data: bytes, claim: Claim) -> Sale:
    """Return the sale that a claim check stood for; raise BrokenContract if it is another one."""
    sale = parse(data)
    if not isinstance(sale, Sale) or sale.sale_id != claim.sale_id:
        raise BrokenContract(Reason.CLAIM_MISMATCH, "sale_id", "is not that of the claim check")
    return sale


def refuse_future(sale: Sale, arrived_at: datetime) -> None:
    """Refuse a sale from a clock that runs ahead: a day that hasn't come can't be closed."""
    if sale.occurred_at > arrived_at + CLOCK_SKEW:
        raise BrokenContract(
            Reason.FUTURE, "occurred_at", "lies more than an hour after the record's arrival"
        )


def digest(data: bytes) -> bytes:
    """Tell payloads apart, 16 bytes: white space and the order of fields don't count, unknown fields do.

    Nor does it count whether a default is spelled out: a till may say that nothing was taken off a line, or
    not speak of it.

    Raises BrokenContract: what `parse` passes over in an unknown field can still be unreadable.
    """
    try:
        canonical = msgspec.json.encode(_without_defaults(msgspec.json.decode(data)), order="sorted")
    except UNREADABLE as error:
        raise refusal(error) from None
    return blake2b(canonical, digest_size=16).digest()


def _without_defaults(payload: Any) -> Any:  # noqa: ANN401 (JSON)
    if not isinstance(payload, dict):
        return payload
    if payload.get("loyalty_id", payload) is None:
        del payload["loyalty_id"]
    lines = payload.get("lines")
    for line in lines if isinstance(lines, list) else ():
        off = line.get("discounts") if isinstance(line, dict) else None
        if isinstance(off, dict) and 0 in off.values():
            off = {kind: cents for kind, cents in off.items() if cents or kind not in _KINDS}
            line["discounts"] = off
        if off == {}:
            del line["discounts"]
    return payload


def refusal(error: Exception) -> BrokenContract:
    """Say of what could not be decoded (one of UNREADABLE) which field it lies in."""
    if not isinstance(error, msgspec.ValidationError):
        return BrokenContract(Reason.NOT_JSON, "record", str(error))
    why, _, path = str(error).partition(" - at `")
    return BrokenContract(Reason.WRONG_SHAPE, path.strip("`$.") or "record", why)
