"""What the stream refuses is put again, and what it never took by the next run."""

import json
from base64 import b64decode
from types import SimpleNamespace
from typing import Any

from lambdas.core.replay.kinesis_writer import TRIES
from sluice.failures.failure import SENDING, SENT
from sluice.failures.redrive import plan_redrive
from tests.lambdas.sales import BOUNDS
from tests.sluice.failures.doing import NOW, SALES, redrive, states
from tests.sluice.failures.worlds import World


def refuse(world: World, *sale_ids: str, times: int) -> list[int]:
    """Let the stream refuse these sales so often; give the sizes of all requests."""
    sizes: list[int] = []
    refused = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}

    def answer(params: dict[str, Any], **_: object) -> tuple[Any, dict[str, Any]] | None:
        records = json.loads(params["body"])["Records"]
        sizes.append(len(records))
        if len(sizes) > times:
            return None
        payloads = [b64decode(each["Data"]) for each in records]
        is_refused = [json.loads(each)["sale_id"][-1] in sale_ids for each in payloads]
        taken = [each for each, no in zip(payloads, is_refused, strict=True) if not no]
        events.unregister("before-call.kinesis.PutRecords", answer)
        if taken:
            world.put(*taken)
        events.register("before-call.kinesis.PutRecords", answer)
        told = [refused if no else {"SequenceNumber": "1", "ShardId": "any"} for no in is_refused]
        return SimpleNamespace(status_code=200), {"FailedRecordCount": sum(is_refused), "Records": told}

    events: Any = world.kinesis.meta.events
    events.register("before-call.kinesis.PutRecords", answer)
    return sizes


def test_only_what_the_stream_refused_is_put_again(given_up: World) -> None:
    """FAULTS 18: a reply of status 200 that says what failed."""
    sizes = refuse(given_up, "1", "3", times=1)

    tally = redrive(given_up)

    assert (tally["sent"], sizes) == (5, [5, 2])
    assert sorted(each.data for each in given_up.stream()[5:]) == SALES


def test_what_the_stream_never_took_is_taken_up_by_the_next_run(given_up: World) -> None:
    """FAULTS 18."""
    refuse(given_up, "0", times=TRIES)

    assert redrive(given_up)["not taken"] == 1
    assert states(given_up) == {SENT: 4, SENDING: 1}

    assert redrive(given_up)["sent"] == 1
    assert states(given_up) == {SENT: 5}
    assert {each.recovery.attempts for each in given_up.failures()} == {1}


def test_goes_at_the_pace_that_it_is_told(given_up: World) -> None:
    slept: list[float] = []
    plan = plan_redrive(given_up.failures(), NOW, BOUNDS.oldest_day, with_quarantined=False)

    plan.execute(given_up.recoveries, given_up.sender(rate=2, sleep=slept.append))

    assert [round(each) for each in slept] == [1, 2], "five at two a second, on a clock that stands"
