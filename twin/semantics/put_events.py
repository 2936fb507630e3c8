"""What a bus takes of PutEvents, and the event that becomes of an entry."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

REQUIRED = ("Source", "DetailType", "Detail")


def refusal(entry: Mapping[str, Any]) -> dict[str, str] | None:
    """Name an entry's fault; the words are modelled.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
    """
    for name in REQUIRED:
        if not entry.get(name):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    try:
        well_formed = isinstance(json.loads(entry["Detail"]), dict)
    except ValueError:
        well_formed = False
    return None if well_formed else {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}


def taken(
    entry: Mapping[str, Any], event_id: str, now: float, *, account: str, region: str
) -> dict[str, Any]:
    """Return the event as targets get it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html.

    "If no time stamp is provided, the time stamp of the PutEvents call is used."
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
    """
    at = datetime.fromtimestamp(float(entry.get("Time") or now), UTC)
    return {
        "version": "0",
        "id": event_id,
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": account,
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": entry.get("Resources", []),
        "detail": json.loads(entry["Detail"]),
    }
