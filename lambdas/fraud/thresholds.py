"""From where on the rules find something: defaults that an environment may change."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Positive = Annotated[int, Meta(ge=1)]
Weight = Annotated[int, Meta(ge=0, le=100)]


class Thresholds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times in seconds or minutes as named, amounts in cents, hours of UTC.

    Chosen on a year of real baskets (docs/fraud.md), where they suspect seven sales in ten thousand.
    """

    memory_seconds: Positive = 86_400
    remembered_days: Positive = 400

    token_sales: Positive = 4
    token_minutes: Positive = 10
    token_weight: Weight = 60

    member_sales: Positive = 5
    member_minutes: Positive = 60
    member_weight: Weight = 60

    stores_apart_minutes: Positive = 5
    stores_apart_weight: Weight = 60

    amount_deviations: Positive = 6
    amount_cents: Positive = 20_000
    amount_sales: Positive = 5
    amount_weight: Weight = 45

    returns: Positive = 3
    returns_weight: Weight = 60

    refund_cents: Positive = 2_000
    refund_weight: Weight = 60

    closed_from_hour: Annotated[int, Meta(ge=0, le=23)] = 7
    closed_hours: Annotated[int, Meta(ge=0, le=23)] = 3
    closed_weight: Weight = 20

    review_score: Weight = 60
    act_score: Weight = 100


def parse_thresholds(text: str) -> Thresholds:
    """Read what differs from the defaults, as JSON; raises msgspec.ValidationError naming the field."""
    return msgspec.json.decode(text, type=Thresholds)
