"""Falls of stock as the queue delivers them, and the order that the first one asks for."""

from typing import Any

from lambdas.reorder.policy import derive_order_id
from lambdas.reorder.queue_consumer import QueueReport
from tests.lambdas.told import delivered, detail, stock_low

LOW = stock_low()
BODY = delivered(detail(LOW))
OTHERS = [delivered(detail(stock_low(crossing))) for crossing in range(2, 6)]
ORDER_ID = derive_order_id(LOW)
ORDER = {"order_id": ORDER_ID, "store_id": "367", "sku": "1082185", "supplier": "wholesale", "units": 18}
PLACED = ORDER | {"schema_version": "1.0", "event_id": f"order-placed/{ORDER_ID}"}
NO_FAILURES: dict[str, Any] = {"batchItemFailures": []}


def failed(report: QueueReport) -> list[str]:
    """The messages that come again."""
    return [each["itemIdentifier"] for each in report.answer["batchItemFailures"]]
