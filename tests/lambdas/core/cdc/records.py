"""Records of DMS as tests want them: whole by default, changed where a test says so."""

from typing import Any

from tests.lambdas.sales import encoded

BUILT = "2017-03-01T14:03:00.{:06}Z"


def row(
    operation: str = "update",
    at: int = 1,
    *,
    table: str = "products",
    before: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Make a record of a row that was built as number `at`; a change has that position too."""
    metadata: dict[str, Any] = {
        "timestamp": BUILT.format(at),
        "record-type": "data",
        "operation": operation,
        "partition-key-type": "primary-key",
        "partition-key-value": "pos.products.1082185",
        "schema-name": "pos",
        "table-name": table,
    }
    if operation != "load":
        metadata |= {
            "transaction-id": 1139,
            "transaction-record-id": 1,
            "commit-timestamp": BUILT.format(at),
            "stream-position": f"00000002/{at:08X}.3.00000002/{at:08X}",
        }
    whole = {"data": {"sku": "1082185", "department": "PRODUCE"}, "metadata": metadata} | more
    whole["before-image"] = before
    return {name: value for name, value in whole.items() if value is not None}


def control(operation: str, at: int, *, table: str = "products") -> dict[str, Any]:
    """Make a record of a table."""
    return {
        "control": {},
        "metadata": {
            "timestamp": BUILT.format(at),
            "record-type": "control",
            "operation": operation,
            "partition-key-type": "task-id",
            "partition-key-value": "serv-res-id-1722195358878-yhru",
            "schema-name": "pos",
            "table-name": table,
        },
    }


def line_of(record: dict[str, Any]) -> bytes:
    """A record as DMS puts it, a line."""
    return encoded(record) + b"\n"


RECEIPT: dict[str, Any] = {
    "store_id": "367",
    "business_day": "2017-03-01",
    "register_id": "4",
    "sequence": "1",
    "occurred_at": "2017-03-01T14:03:00Z",
    "loyalty_id": "1234",
    "payment_token": "tok_paid",
    "lines": '[{"sku": "1082185", "quantity": 2, "total": "3.98"}]',
}


def receipt_row(operation: str = "insert", at: int = 1, **columns: Any) -> dict[str, Any]:
    """Make a record of a receipt's row."""
    return row(operation, at, table="receipts", data=RECEIPT | columns)
