from typing import Any

import pytest

from twin.semantics.put_events import refusal, taken

ENTRY = {"Source": "sluice", "DetailType": "StockLow", "Detail": '{"sku": "1"}', "EventBusName": "sales"}


def event(**changed: Any) -> dict[str, Any]:
    return taken(ENTRY | changed, "e1", now=0.0, account="111122223333", region="eu-west-1")


@pytest.mark.parametrize("missing", ["Source", "DetailType", "Detail"])
def test_refuses_an_entry_that_lacks_a_part(missing: str) -> None:
    """FAULTS 19."""
    entry = {name: value for name, value in ENTRY.items() if name != missing}

    answer = refusal(entry)

    assert answer
    assert answer["ErrorCode"] == "InvalidArgument"
    assert missing in answer["ErrorMessage"]


@pytest.mark.parametrize("detail", ["sku: 1", '"sku"', "{"])
def test_refuses_a_detail_that_is_no_json_object(detail: str) -> None:
    answer = refusal(ENTRY | {"Detail": detail})

    assert answer
    assert answer["ErrorCode"] == "MalformedDetail"


def test_an_entry_becomes_an_event() -> None:
    assert refusal(ENTRY) is None
    assert event() == {
        "version": "0",
        "id": "e1",
        "source": "sluice",
        "detail-type": "StockLow",
        "account": "111122223333",
        "region": "eu-west-1",
        "time": "1970-01-01T00:00:00Z",
        "resources": [],
        "detail": {"sku": "1"},
    }


@pytest.mark.parametrize("given", [86_400, 86_400.7, "86400"])
def test_an_event_has_the_time_that_its_entry_gives(given: Any) -> None:
    assert event(Time=given)["time"] == "1970-01-02T00:00:00Z"
