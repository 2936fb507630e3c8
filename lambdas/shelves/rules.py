"""The rules of the shelves, as data: when one is low, and how its pace is taken."""

from typing import Annotated

import msgspec
from msgspec import Meta

from domain.stock import ReorderRule


class Rules(ReorderRule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rule by which stock is low; `smoothing` is the weight of the last whole day in the units a day."""

    smoothing: Annotated[float, Meta(gt=0, le=1)] = 0.3


def parse_rules(text: str) -> Rules:
    """Read what differs from the defaults, as JSON; raises msgspec.ValidationError naming the field."""
    return msgspec.json.decode(text, type=Rules)
