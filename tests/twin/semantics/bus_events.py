"""Events and rules of a bus."""

from twin.semantics.bus_settings import RuleSettings
from twin.semantics.event_pattern import Event

HERE = "eu-central-1:111122223333"


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{HERE}:{name}"


def rule(detail_type: str, queue: str) -> RuleSettings:
    """Brings events of a type to a queue."""
    properties = {
        "EventBusName": "sales",
        "EventPattern": {"detail-type": [detail_type]},
        "Targets": [{"Id": "Target0", "Arn": queue_arn(queue)}],
    }
    return RuleSettings.from_properties(f"arn:aws:events:{HERE}:rule/sales/{queue}", properties)


def stock_low(event_id: str) -> Event:
    return {
        "version": "0",
        "id": event_id,
        "source": "sluice",
        "detail-type": "StockLow",
        "time": "2026-11-22T12:00:00Z",
        "detail": {"sku": "1"},
    }
