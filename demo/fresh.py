"""Sales that nobody has sent yet, under receipt numbers that no real basket has."""

import json
from dataclasses import replace

from demo.baskets import compact
from demo.message import Message
from producer.stream import BYTES_A_RECORD

LAST_RECEIPT = 999_999_999_999


def fresh(like: Message, count: int = 1, *, besides: int = 0) -> list[Message]:
    """Return new sales, each the same basket under a receipt of its own; `besides` were made before."""
    sale = json.loads(like.data)
    register = sale["sale_id"].rpartition("/")[0]
    return [
        Message(
            like.store_id, like.sent_at, compact({**sale, "sale_id": f"{register}/{LAST_RECEIPT - number}"})
        )
        for number in range(besides, besides + count)
    ]


def oversized(sale: Message) -> Message:
    """Return the sale with a note that no record has room for."""
    return replace(sale, data=compact({**json.loads(sale.data), "note": "x" * BYTES_A_RECORD}))
