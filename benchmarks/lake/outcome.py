"""What a contender found: it must be what every other found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TransformOutcome:
    """Sales and lines once each, records set aside, and the report of the store days."""

    sales: int
    lines: int
    refused: int
    store_days: int
    net_cents: int
