"""The rules by which a shelf is low, as data, with the rate at which it empties."""

from math import ceil
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Days = Annotated[float, Meta(gt=0, le=365)]


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shelf is low when what lies on it would be sold before a delivery can come.

    `smoothing` is the weight of the last whole day in the units that are sold a day.
    """

    lead_days: Days = 2.0
    safety: Annotated[float, Meta(ge=1, le=10)] = 1.5
    least: Annotated[int, Meta(ge=0)] = 6
    smoothing: Annotated[float, Meta(gt=0, le=1)] = 0.3

    def reorder_point(self, units_a_day: float) -> int:
        """Return the number of units from which on down a shelf is low."""
        return max(self.least, ceil(units_a_day * self.lead_days * self.safety))


def parse_rules(text: str) -> Rules:
    """Read what differs from the defaults, as JSON; raises msgspec.ValidationError naming the field."""
    return msgspec.json.decode(text, type=Rules)
