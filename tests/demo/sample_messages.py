"""A sale, another payload under its id, and the rows that they make."""

import json
from datetime import UTC, datetime

from contracts.scenario import MessageKind, SourceMessage

SALE_ID = "7/2017-12-22/1/1"
OPENING = {"partition": "7", "entry": "+2017-12-22/opening/0", "movement": {"a": 10}}
ROW = {"partition": "7", "entry": "2017-12-22/1/1", "movement": {"a": -2}}


def message(cents: int = 398, kind: MessageKind = MessageKind.EVENT) -> SourceMessage:
    sale = {
        "sale_id": SALE_ID,
        "store_id": "7",
        "loyalty_id": "9",
        "lines": [{"sku": "a", "quantity": 2, "total_cents": cents}],
    }
    return SourceMessage("7", datetime(2017, 12, 22, tzinfo=UTC), json.dumps(sale).encode(), kind)


CONFLICT = message(498, MessageKind.CONFLICT)
