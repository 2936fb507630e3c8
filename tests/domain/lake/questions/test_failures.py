"""What was refused, by day, reason and consumer."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

from domain.lake.tables import QUARANTINED
from tests.domain.lake import failed
from tests.domain.lake.questions.asking import FROM, TO, ask
from tests.domain.lake.rows import insert
from tests.domain.lake.sample import Lake


def test_what_is_quarantined(lake: Lake) -> None:
    noon = datetime(2017, 12, 24, 23, 59, tzinfo=UTC)
    for n, reason in enumerate(["conflict", "not_json", "conflict", "future"]):
        known = {"net_cents": 100 * n, "store_id": "367"} if reason == "conflict" else {}
        arrived = noon - timedelta(days=n)
        insert(
            lake, QUARANTINED, record_id=str(n), reason=reason, field="sale_id", arrived_at=arrived, **known
        )

    conflicts, broken = ask(lake, "quarantined_by_reason", FROM, TO)

    assert (conflicts["reason"], conflicts["records"], conflicts["net_cents"]) == ("conflict", 2, 200)
    assert (conflicts["stores"], broken["stores"]) == (1, 0)
    assert (str(conflicts["first_day"]), str(conflicts["last_day"])) == (FROM, TO)
    assert (broken["reason"], broken["records"], broken["net_cents"]) == ("not_json", 1, 0)


def test_what_failed(lake: Lake) -> None:
    for reason, sale_id, day in (
        ("conflict", 1, 22),
        ("conflict", 2, 22),
        ("future", 3, 24),
        ("future", 4, 25),
    ):
        fail(lake, f"367/2017-12-22/4/{sale_id}", reason=reason, arrived_at=f"2017-12-{day}T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", reason="conflict", arrived_at="2017-12-22T09:00:00+00:00")

    conflicts, future = ask(lake, "failures_by_day", FROM, TO)

    assert (str(conflicts["day"]), conflicts["reason"], conflicts["consumer"]) == (FROM, "conflict", "fraud")
    assert (conflicts["times"], conflicts["events"], conflicts["partitions"]) == (3, 2, 1)
    assert (str(future["day"]), future["times"]) == (TO, 1)


def test_what_failed_first_and_again(lake: Lake) -> None:
    fail(lake, "367/2017-12-22/4/2", arrived_at="2017-12-23T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", arrived_at="2017-12-24T08:00:00+00:00")
    fail(lake, "367/2017-12-22/4/1", arrived_at="2017-12-22T08:00:00+00:00")

    first, second = ask(lake, "failed_again", FROM, TO)

    assert (first["event_id"], first["times"], first["repaired"]) == ("367/2017-12-22/4/1", 2, 0)
    assert (first["first_failed_at"], first["last_failed_at"]) == (
        "2017-12-22T08:00:00",
        "2017-12-24T08:00:00",
    )
    assert (second["event_id"], second["times"]) == ("367/2017-12-22/4/2", 1)


def fail(lake: Lake, sale_id: str, **line: str) -> None:
    """A sale that the fraud consumer refused."""
    data = b64encode(json.dumps({"sale_id": sale_id, "store_id": "367"}).encode()).decode()
    failed.quarantine(lake, {"fraud/any.jsonl": json.dumps(line | {"data": data}).encode()})
