"""New rows of the stock's ledger as tests want them, in the event that Lambda makes of them."""

from typing import Any

CREATED = 1_488_376_980
"""2017-03-01T14:03:00Z; a row is inserted so many seconds later as its number says."""


def row(
    number: int, moved: dict[str, int], *, entry: str = "", store: str = "367", day: str = "2017-03-01"
) -> dict[str, Any]:
    """Make one record of a table's stream: a sale, unless the entry says otherwise."""
    image = {
        "partition": {"S": store},
        "entry": {"S": entry or f"{day}/4/{number}"},
        "digest": {"B": "AAAA"},
        "movement": {"M": {sku: {"N": str(units)} for sku, units in moved.items()}},
    }
    return {
        "eventID": f"{number:032x}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": CREATED + number,
            "NewImage": image,
            "SequenceNumber": f"{number:021d}",
            "StreamViewType": "NEW_IMAGE",
        },
    }


def delivery(number: int, moved: dict[str, int], day: str = "2017-03-01") -> dict[str, Any]:
    """Make the record of a delivery."""
    return row(number, moved, entry=f"+{day}/opening/{number}")


def event(*records: dict[str, Any]) -> dict[str, Any]:
    """Make the event of a batch."""
    return {"Records": list(records)}
