"""The sale's contract as Powertools' Parser wants it: pydantic models."""

from typing import Annotated

from aws_lambda_powertools.utilities.parser.models import (
    KinesisDataStreamRecord,
    KinesisDataStreamRecordPayload,
)
from pydantic import AwareDatetime, BaseModel, Field, Json

Text = Annotated[str, Field(min_length=1, max_length=64)]
Cents = Annotated[int, Field(strict=True, ge=-1_000_000_000, le=1_000_000_000)]
Quantity = Annotated[int, Field(strict=True, ge=-100_000, le=100_000)]


class ModelDiscounts(BaseModel):
    """What was taken off a line."""

    retail: Cents = 0
    coupon: Cents = 0
    coupon_match: Cents = 0


class ModelLine(BaseModel):
    """One product on the receipt."""

    sku: Text
    quantity: Quantity
    total_cents: Cents
    discounts: ModelDiscounts = ModelDiscounts()


class ModelSale(BaseModel):
    """One basket as in `domain.sale`, without the checks of the sale id and for card numbers."""

    schema_version: Text
    sale_id: Annotated[str, Field(max_length=160)]
    store_id: Text
    register_id: Text
    occurred_at: AwareDatetime
    payment_token: Text
    lines: Annotated[tuple[ModelLine, ...], Field(min_length=1, max_length=5_000)]
    loyalty_id: Text | None = None


class SalePayload(KinesisDataStreamRecordPayload):
    """A record's data, decoded."""

    data: Json[ModelSale]


class SaleRecord(KinesisDataStreamRecord):
    """A record of the stream."""

    kinesis: SalePayload
