"""What the template tells the reorder function, read once at start."""

import os
from dataclasses import dataclass

from lambdas.core.settings import required
from lambdas.reorder.policy import Policy, policy


@dataclass(frozen=True, kw_only=True)
class ReorderSettings:
    """The environment of the reorder function, typed."""

    consumer: str
    bus_name: str
    claims_bucket: str
    idempotency_table: str
    order_window_seconds: int
    policy: Policy
    quarantine_bucket: str
    supplier_url: str
    supplier_token: str | None

    @classmethod
    def from_environment(cls) -> "ReorderSettings":
        """Read the settings; raise MissingSetting or BadPolicy and name what is wrong."""
        return cls(
            consumer=required("CONSUMER"),
            bus_name=required("BUS_NAME"),
            claims_bucket=required("CLAIMS_BUCKET"),
            idempotency_table=required("IDEMPOTENCY_TABLE"),
            order_window_seconds=int(required("ORDER_WINDOW_SECONDS")),
            policy=policy(required("POLICY")),
            quarantine_bucket=required("QUARANTINE_BUCKET"),
            supplier_url=required("SUPPLIER_URL"),
            supplier_token=os.environ.get("SUPPLIER_TOKEN"),
        )
