"""Time as a test tells it, and an order to spend it on."""

from lambdas.reorder.policy import Order

ORDER = Order(order_id="po-1", store_id="367", sku="1082185", supplier="wholesale", units=18)
BODY = {"order_id": "po-1", "store_id": "367", "sku": "1082185", "supplier": "wholesale", "units": 18}
PLENTY = 100.0


class Clock:
    """Time that passes only while somebody pauses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        """Let it pass."""
        self.now += seconds
        self.pauses.append(seconds)

    def __call__(self) -> float:
        return self.now
