"""An account is judged only if it is certain what the screening has seen of it."""

from datetime import timedelta

import pytest

from lambdas.core.raw import backfill_key
from lambdas.fraud.account import Account
from lambdas.fraud.thresholds import Thresholds
from sluice.retail.accounts.rebuild import ArchiveUnreadable, FraudBehind
from tests.lambdas.fraud.histories import payload
from tests.lambdas.fraud.names import name
from tests.sluice.rebuild.machine import MANIFEST, RAW
from tests.sluice.retail.accounts.histories import after
from tests.sluice.retail.accounts.screening import MEMBER, TOKEN, Screening


def test_an_account_that_is_written_between_comparison_and_swap_is_left_alone(screening: Screening) -> None:
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1))
    found = screening.compare()
    screening.screen(payload(3, minutes=2, loyalty_id=None))

    swapped = screening.rebuild.swap(found)

    assert ([each.account for each in swapped.wrong], swapped.moving) == ([MEMBER], (name(TOKEN).current,))
    assert screening.live(TOKEN)[TOKEN] == after(payload(1), payload(3, minutes=2))


def test_an_account_that_is_screened_while_the_archive_is_waited_for_is_taken_at_the_next_run(
    screening: Screening,
) -> None:
    """What Firehose still holds back is in the account, and not in raw."""
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1))
    on_its_way = payload(3, minutes=2)
    screening.screen(on_its_way)
    screening.meanwhile = lambda here: here.archive(on_its_way)

    first = screening.swap()
    screening.meanwhile = lambda _: None
    second = screening.swap()

    assert (first.wrong, set(first.moving)) == ((), {name(each).current for each in (MEMBER, TOKEN)})
    assert len(second.wrong) == 2
    made = after(payload(1), payload(2, minutes=1), payload(3, minutes=2))
    assert screening.live(TOKEN)[TOKEN] == made


def test_one_that_is_written_while_the_archive_is_waited_for_is_left_alone(screening: Screening) -> None:
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1))
    screening.meanwhile = lambda here: here.screen(payload(4, minutes=3, loyalty_id=None))

    found = screening.compare()

    assert ([each.account for each in found.wrong], found.moving) == ([MEMBER], (name(TOKEN).current,))


def test_sales_that_were_never_screened_keep_every_account_as_it_is(screening: Screening) -> None:
    """FAULTS 53: an account that knew them would never have them suspected."""
    screening.stream.unsettled = screening.world.now
    screening.archive(payload(1))

    with pytest.raises(FraudBehind, match="has not screened all of shardId-000000000000"):
        screening.swap()

    assert screening.live(TOKEN)[TOKEN] == Account()


def test_what_arrives_later_than_what_is_compared_may_wait_for_its_screening(screening: Screening) -> None:
    screening.archive(payload(1))
    screening.later()
    screening.stream.unsettled = screening.world.now + timedelta(minutes=2)

    assert len(screening.swap().wrong) == 2


def test_an_account_that_has_expired_starts_anew_as_the_live_one_does() -> None:
    screening = Screening(limits=Thresholds(remembered_days=1))
    screening.archive(payload(1))
    screening.world.now += timedelta(hours=25)
    screening.archive(payload(2, minutes=1))

    screening.swap()
    assert screening.live(TOKEN)[TOKEN] == after(payload(2, minutes=1))

    screening.world.now += timedelta(hours=25)
    assert screening.compare().wrong == ()


def test_history_that_a_backfill_wrote_to_raw_is_in_no_account(screening: Screening) -> None:
    screening.sell(payload(1))
    written = [payload(7, cents=77)]
    screening.world.archive(written)
    _rename_last_object(screening)

    found = screening.compare()

    assert (found.records, found.wrong) == (1, ())


def _rename_last_object(screening: Screening) -> None:
    """As a backfill names it, in bucket and manifest."""
    world = screening.world
    *_, (version, arrived) = world.arrived.items()
    [item] = [
        each
        for each in world.dynamodb.scan(TableName=MANIFEST)["Items"]
        if each["object"]["S"].endswith(f"#{version}")
    ]
    old = item["object"]["S"].rpartition("#")[0]
    body = world.s3.get_object(Bucket=RAW, Key=old)["Body"].read()
    key = backfill_key(arrived.replace(minute=0, second=0, microsecond=0), "1a2b", 1)
    renamed = world.s3.put_object(Bucket=RAW, Key=key, Body=body)["VersionId"]
    world.s3.delete_object(Bucket=RAW, Key=old, VersionId=version)
    world.arrived[renamed] = arrived
    world.dynamodb.delete_item(TableName=MANIFEST, Key={name: item[name] for name in ("hour", "object")})
    world.dynamodb.put_item(TableName=MANIFEST, Item={**item, "object": {"S": f"{key}#{renamed}"}})


def test_raw_that_can_not_be_read_to_its_end_makes_no_account(screening: Screening) -> None:
    screening.archive(payload(1))
    [item] = screening.world.dynamodb.scan(TableName=MANIFEST)["Items"]
    screening.archive(payload(2))
    screening.world.dynamodb.put_item(TableName=MANIFEST, Item={**item, "broken": {"S": "it is torn"}})

    with pytest.raises(ArchiveUnreadable, match=r"it is torn: .*sluice raw write-off"):
        screening.compare()
