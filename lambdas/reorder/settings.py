"""The settings of the reorder function, read once at start."""

import os
from dataclasses import dataclass

from lambdas.core.settings import require
from lambdas.reorder.policy import Policy, parse_policy


@dataclass(frozen=True, kw_only=True)
class ReorderSettings:
    """The environment of the reorder function, typed."""

    consumer: str
    bus_name: str
    claims_bucket: str
    held_table: str
    idempotency_table: str
    most_per_order: int
    most_a_day: int
    order_window_seconds: int
    policy: Policy
    quarantine_bucket: str
    supplier_url: str
    supplier_token: str | None

    @classmethod
    def from_environment(cls) -> "ReorderSettings":
        """Read the settings; raise MissingSetting or BadPolicy and name what is wrong."""
        return cls(
            consumer=require("CONSUMER"),
            bus_name=require("BUS_NAME"),
            claims_bucket=require("CLAIMS_BUCKET"),
            held_table=require("HELD_TABLE"),
            idempotency_table=require("IDEMPOTENCY_TABLE"),
            most_per_order=int(require("MOST_PER_ORDER")),
            most_a_day=int(require("MOST_A_DAY")),
            order_window_seconds=int(require("ORDER_WINDOW_SECONDS")),
            policy=parse_policy(require("POLICY")),
            quarantine_bucket=require("QUARANTINE_BUCKET"),
            supplier_url=require("SUPPLIER_URL"),
            supplier_token=os.environ.get("SUPPLIER_TOKEN"),
        )
