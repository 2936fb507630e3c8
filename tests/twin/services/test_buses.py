"""The event buses of a real emulator, and nobody who plays their rules."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from ministack.services import eventbridge

from twin.emulator import Emulator
from twin.errors import EmulatorRefused, NotInstalled
from twin.loopback import ACCOUNT, REGION
from twin.services import buses
from twin.services.buses import accepted


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as running:
        running.client("events").create_event_bus(Name="sales")
        yield running


def entry(bus: str, **changed: Any) -> dict[str, Any]:
    return {"EventBusName": bus, "Source": "sluice", "DetailType": "StockLow", "Detail": "{}"} | changed


def route(emulator: Emulator, bus: str) -> str:
    """A rule of a bus for all events of ours, and the URL of the queue that it feeds."""
    events, name = emulator.client("events"), f"{bus}-queue"
    url = emulator.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps({"source": ["sluice"]}))
    target = {"Id": "Target0", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"}
    events.put_targets(Rule=name, EventBusName=bus, Targets=[target])
    return str(url)


def test_tells_in_order_what_a_bus_took_since(emulator: Emulator) -> None:
    before = len(accepted(emulator.endpoint, "sales", 0))
    put = emulator.client("events").put_events

    ids = [put(Entries=[entry("sales")])["Entries"][0]["EventId"] for _ in range(3)]

    assert [event["id"] for event in accepted(emulator.endpoint, "sales", before)] == ids
    assert [event["id"] for event in accepted(emulator.endpoint, "sales", before + 2)] == ids[2:]
    assert accepted(emulator.endpoint, "unknown", 0) == []


def test_takes_a_bus_by_its_arn_and_an_event_with_its_own_time(emulator: Emulator) -> None:
    before = len(accepted(emulator.endpoint, "sales", 0))
    arn = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/sales"
    at = datetime(2017, 4, 3, 12, 30, tzinfo=UTC)

    emulator.client("events").put_events(Entries=[entry(arn, Time=at)])

    (event,) = accepted(emulator.endpoint, "sales", before)
    assert event["time"] == "2017-04-03T12:30:00Z"


def test_refuses_a_bad_entry_and_takes_the_others(emulator: Emulator) -> None:
    """FAULTS 19."""
    before = len(accepted(emulator.endpoint, "sales", 0))

    answer = emulator.client("events").put_events(
        Entries=[entry("sales", Detail="{"), entry("sales"), entry("sales", Source="aws.s3")]
    )

    assert answer["FailedEntryCount"] == 2
    codes = [each.get("ErrorCode") for each in answer["Entries"]]
    assert codes == ["MalformedDetail", None, "NotAuthorizedForSourceException"]
    assert len(accepted(emulator.endpoint, "sales", before)) == 1


def test_refuses_more_entries_than_a_request_may_have(emulator: Emulator) -> None:
    events = emulator.client("events")

    with pytest.raises(events.exceptions.ClientError, match="ValidationException"):
        events.put_events(Entries=[entry("sales")] * 11)


def test_carries_events_of_the_default_bus_and_no_others(emulator: Emulator) -> None:
    urls = {bus: route(emulator, bus) for bus in ("default", "sales")}

    emulator.client("events").put_events(Entries=[entry(bus) for bus in urls])

    time.sleep(0.5)
    receive = emulator.client("sqs").receive_message
    arrived = [bus for bus, url in urls.items() if receive(QueueUrl=url).get("Messages")]
    assert arrived == ["default"]


def test_says_so_if_the_emulator_does_not_tell(emulator: Emulator) -> None:
    with pytest.raises(EmulatorRefused, match="sales"):
        accepted(emulator.endpoint, "sales", "three")  # type: ignore[arg-type]


def test_refuses_to_run_beside_what_it_cannot_replace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(eventbridge, "_dispatch_event")

    with pytest.raises(NotInstalled, match="_dispatch_event"):
        buses.install()
