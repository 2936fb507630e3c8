"""What a plan says is what is there."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from sluice.replay import effect
from tests.lambdas.sales import encoded, sale
from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, WINDOW, sales, told


def test_changes_nothing_where_every_sale_is_applied(cloud: Cloud) -> None:
    """FAULTS 31"""
    arrived = sales(1, 2, 3)
    cloud.archive(*arrived, at=ARRIVED)
    cloud.apply(*arrived)

    answer = cloud.ran("plan", "dev", *WINDOW)

    assert answer.exit_code == 0
    assert "Effect: none; every sale is applied" in answer.stdout.splitlines()
    assert "Rules that would fire: none" in answer.stdout.splitlines()


def test_an_environment_without_a_bus_has_no_rule_to_fire(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Events")

    plan = told(cloud, "plan", "dev", *WINDOW)

    assert (plan["rules"], plan["records"]) == ([], 1)


def test_where_nobody_keeps_a_ledger_nothing_is_claimed_of_what_is_known(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")

    answer = cloud.ran("plan", "dev", *WINDOW)
    of_store = cloud.ran("plan", "dev", *WINDOW, "--store", "999")

    assert "Effect: not known before, who reads the stream keeps no ledger" in answer.stdout
    assert "Rules that would fire: none" not in answer.stdout
    assert of_store.stderr.startswith("sluice: nothing arrived from")


def test_says_how_much_it_is(cloud: Cloud) -> None:
    first = cloud.archive(*sales(1, 2), at=ARRIVED)
    second = cloud.archive(*sales(3), at=ARRIVED, name="0002")

    plan = told(cloud, "plan", "dev", *WINDOW)

    assert (plan["objects"], plan["records"], plan["bytes"]) == (2, 3, first.bytes + second.bytes)


def test_names_the_sales_that_each_consumer_lacks(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2), at=ARRIVED)
    cloud.apply(*sales(1))
    cloud.apply(*sales(2), consumers=("loyalty",))

    consumers = told(cloud, "plan", "dev", *WINDOW)["effect"]["consumers"]

    assert consumers["inventory"]["missing"] == ["367/2017-03-01/4/2"]
    assert (consumers["loyalty"]["missing"], consumers["loyalty"]["known"]) == ([], 2)


def test_to_one_consumer_it_looks_at_that_alone_and_leaves_stream_and_raw_alone(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)

    plan = told(cloud, "plan", "dev", *WINDOW, "--consumer", "loyalty")
    said = cloud.ran("plan", "dev", *WINDOW, "--consumer", "loyalty").stdout.splitlines()

    assert (plan["consumer"], list(plan["effect"]["consumers"])) == ("loyalty", ["loyalty"])
    assert {each["what"].split(":")[0] for each in plan["cost"]}.isdisjoint({"Kinesis", "Firehose"})
    assert plan["dollars"]["a_month"] == 0
    assert said[0] == "Replay of 2017-03-01T14:00 to 2017-03-01T15:00 UTC, to loyalty alone"
    assert said[-1].endswith("and no copies in raw")


def test_does_not_claim_to_know_what_a_consumer_without_a_ledger_lacks(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)

    plan = told(cloud, "plan", "dev", *WINDOW, "--consumer", "fraud")
    said = cloud.ran("plan", "dev", *WINDOW, "--consumer", "fraud").stdout

    assert plan["effect"]["consumers"] == {}
    assert "Effect: not known before, fraud keeps no ledger; what it remembers changes nothing" in said
    assert {kind for rule in plan["rules"] for kind in rule["takes"]} == {"FraudSuspected"}


def test_to_one_consumer_only_the_rules_that_follow_from_it_may_fire(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)

    stock = told(cloud, "plan", "dev", *WINDOW, "--consumer", "inventory")["rules"]
    points = told(cloud, "plan", "dev", *WINDOW, "--consumer", "loyalty")["rules"]

    assert {kind for rule in stock for kind in rule["takes"]} == {"StockLow"}
    assert points == []


def test_counts_the_copies_of_an_earlier_replay_once_as_sales(cloud: Cloud) -> None:
    """FAULTS 31: what was replayed is archived again, under other keys."""
    cloud.archive(*sales(1, 2), at=ARRIVED)
    cloud.archive(*sales(1, 2), at=ARRIVED, name="again")
    cloud.archive(*sales(2), at=ARRIVED, name="and-again")

    plan = told(cloud, "plan", "dev", *WINDOW)

    assert (plan["records"], plan["effect"]["sales"]) == (5, 2)


def test_tells_a_conflict_from_a_repetition(cloud: Cloud) -> None:
    other = sales(1, register_id="4", payment_token="tok_other")
    cloud.archive(*sales(1), *other, *sales(2), at=ARRIVED)
    cloud.apply(*sales(1, 2))

    found = told(cloud, "plan", "dev", *WINDOW)["effect"]["consumers"]["inventory"]

    assert (found["applied"], found["known"], found["conflicting"]) == (0, 2, 1)


def test_leaves_out_what_was_refused(cloud: Cloud) -> None:
    future = encoded(sale(4, occurred_at="2017-03-01T20:00:00Z"))
    cloud.archive(b"{", future, *sales(1), at=ARRIVED)

    found = told(cloud, "plan", "dev", *WINDOW)["effect"]

    assert (found["read"], found["refused"], found["sales"]) == (3, 2, 1)


def test_takes_only_one_store(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2), *sales(1, store="381"), at=ARRIVED)

    plan = told(cloud, "plan", "dev", *WINDOW, "--store", "381")

    assert (plan["records"], plan["effect"]["read"], plan["effect"]["sales"]) == (1, 1, 1)


def test_names_the_rules_that_a_missing_sale_may_set_off(cloud: Cloud) -> None:
    cloud.archive(*sales(1), at=ARRIVED)

    by_stock = told(cloud, "plan", "dev", *WINDOW)["rules"]
    cloud.apply(*sales(1), consumers=("inventory",))
    by_loyalty = told(cloud, "plan", "dev", *WINDOW)["rules"]

    assert {kind for rule in by_stock for kind in rule["takes"]} == {"StockLow", "FraudSuspected"}
    assert {kind for rule in by_loyalty for kind in rule["takes"]} == {"FraudSuspected"}


def test_leaves_live_traffic_three_quarters_of_the_shards(cloud: Cloud) -> None:
    """FAULTS 21, 41"""
    cloud.archive(*sales(1), *sales(1, store="381"), at=ARRIVED)

    whole, store = told(cloud, "plan", "dev", *WINDOW), told(cloud, "plan", "dev", *WINDOW, "--store", "381")

    assert (whole["shards"], whole["rate"]) == (2, 500)
    assert store["rate"] == 250


def test_says_that_a_sample_is_one(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effect, "MOST_READ", 2)
    for number in range(4):
        cloud.archive(*sales(number), at=ARRIVED, name=str(number))

    answer = cloud.ran("plan", "dev", *WINDOW)

    assert "Effect, by a sample of 2 records: 2 sales would be applied" in answer.stdout.splitlines()


def test_warns_of_what_may_still_come(cloud: Cloud) -> None:
    """FAULTS 41"""
    now = datetime.now(UTC)
    earlier = now - timedelta(minutes=2)
    cloud.archive(*sales(1), at=earlier)

    answer = cloud.ran(
        "plan", "dev", "--from", f"{now - timedelta(hours=1):%Y-%m-%dT%H}", "--to", f"{now:%Y-%m-%dT%H:%M}"
    )

    assert answer.exit_code == 0
    assert "may not be in raw yet" in answer.stderr
