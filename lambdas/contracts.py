"""The vocabulary: what a store says when it sells, and what is refused."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lambdas.cards import holds_card_number

MAJOR_VERSION = "1"
CLOCK_SKEW = timedelta(hours=1)
BUSINESS_DAY_SLACK = timedelta(days=1)

Text = Annotated[str, Meta(min_length=1, max_length=64)]
Cents = Annotated[int, Meta(ge=-1_000_000_000, le=1_000_000_000)]
Quantity = Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Reason(StrEnum):
    """Why a record can never succeed; the vocabulary of the quarantine."""

    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_VERSION = "unknown_version"
    BAD_SALE_ID = "bad_sale_id"
    CARD_NUMBER = "card_number"
    FUTURE = "future"
    CONFLICT = "conflict"
    CLAIM_MISSING = "claim_missing"
    CLAIM_MISMATCH = "claim_mismatch"


class BrokenContract(ValueError):
    """A record that no retry can mend: a reason, the field it lies in, and why, never the value itself."""

    def __init__(self, reason: Reason, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.reason, self.field, self.why = reason, field, why


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One product on the receipt; total_cents is what it sold for after the store's own discounts."""

    sku: Text
    quantity: Quantity
    total_cents: Cents
    discounts: dict[Text, Cents] = {}


class Sale(Struct, frozen=True, kw_only=True):
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
        return sum(line.total_cents - line.discounts.get("coupon", 0) for line in self.lines)

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


_sale = msgspec.json.Decoder(Sale)
_claim = msgspec.json.Decoder(Claim)


def parse(data: bytes) -> Sale | Claim:
    """Return the sale, or the claim check, that `data` holds; raise BrokenContract if it breaks the contract.

    Fields that this version doesn't know are left alone: a newer minor version may add them.
    """
    if holds_card_number(data):
        raise BrokenContract(Reason.CARD_NUMBER, "record", "holds text that looks like a card number")
    try:
        return parse_claim(data) if b'"claim"' in data else parse_sale(data)
    except msgspec.ValidationError as error:
        why, _, path = str(error).partition(" - at `")
        raise BrokenContract(Reason.WRONG_SHAPE, path.strip("`$.") or "record", why) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenContract(Reason.NOT_JSON, "record", str(error)) from None


def parse_claim(data: bytes) -> Sale | Claim:
    """Tell a claim check from a sale that happens to hold the word."""
    whole = msgspec.json.decode(data)
    return _claim.decode(data) if isinstance(whole, dict) and "claim" in whole else parse_sale(data)


def parse_sale(data: bytes) -> Sale:
    """Decode and check what types alone can't say."""
    sale = _sale.decode(data)
    if sale.schema_version.partition(".")[0] != MAJOR_VERSION:
        raise BrokenContract(
            Reason.UNKNOWN_VERSION, "schema_version", f"major version is not {MAJOR_VERSION}"
        )
    _check_sale_id(sale)
    return sale


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
    """Tell payloads apart, 16 bytes: white space and the order of fields don't count, unknown fields do."""
    return blake2b(msgspec.json.encode(msgspec.json.decode(data), order="sorted"), digest_size=16).digest()


def _check_sale_id(sale: Sale) -> None:
    parts = sale.sale_id.split("/")
    if len(parts) != 4 or not (parts[3].isdecimal() and len(parts[3]) <= 12):
        raise BrokenContract(
            Reason.BAD_SALE_ID, "sale_id", "is not store/business day/register/sequence (1 to 12 digits)"
        )
    if parts[0] != sale.store_id or parts[2] != sale.register_id:
        raise BrokenContract(Reason.BAD_SALE_ID, "sale_id", "names another store or register than the sale")
    if abs(_day(parts[1]) - sale.occurred_at.date()) > BUSINESS_DAY_SLACK:
        raise BrokenContract(
            Reason.BAD_SALE_ID, "sale_id", "names a business day more than one day from occurred_at"
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BrokenContract(Reason.BAD_SALE_ID, "sale_id", "names no business day (YYYY-MM-DD)") from None
