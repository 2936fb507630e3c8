"""Every sale of a window is in every ledger, or it is named."""

import boto3
import pytest

from sluice.replay import verification
from tests.sluice.replay.cloud import Cloud
from tests.sluice.replay.windows import ARRIVED, ID, WINDOW, complaint, sales, told


@pytest.fixture(autouse=True)
def done(cloud: Cloud) -> None:
    cloud.archive(*sales(1, 2), b"{", at=ARRIVED)
    cloud.archive(*sales(1), at=ARRIVED, name="again")
    cloud.ran("start", "dev", *WINDOW, "--no-wait")
    cloud.put(ID, state={"S": "done"})


def test_finds_every_sale_in_every_ledger(cloud: Cloud) -> None:
    cloud.apply(*sales(1, 2))

    answer = cloud.ran("verify", "dev", ID)

    assert answer.exit_code == 0
    assert answer.stdout == "4 records, 1 of them refused when they came: every sale is applied\n"


def test_lists_what_a_ledger_lacks(cloud: Cloud) -> None:
    cloud.apply(*sales(1))
    cloud.apply(*sales(2), consumers=("loyalty",))

    answer = cloud.ran("verify", "dev", ID)

    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[0] == "inventory lacks 367/2017-03-01/4/2"


def test_looks_at_one_consumer_alone(cloud: Cloud) -> None:
    cloud.apply(*sales(1, 2), consumers=("loyalty",))

    assert cloud.ran("verify", "dev", ID).exit_code == 1
    assert told(cloud, "verify", "dev", ID, "--consumer", "loyalty")["good"]


def test_lists_what_a_ledger_has_of_another_payload(cloud: Cloud) -> None:
    """FAULTS 12"""
    cloud.apply(*sales(1), *sales(2, payment_token="tok_other"))

    answer = cloud.ran("verify", "dev", ID)

    assert answer.exit_code == 1
    assert "inventory has 367/2017-03-01/4/2 of another payload" in answer.stdout.splitlines()


@pytest.mark.parametrize("part", [1, 50_000])
def test_takes_a_conflict_for_none_if_the_applied_payload_came_too(
    cloud: Cloud, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAULTS 12"""
    monkeypatch.setattr(verification, "PART", part)
    other = sales(2, payment_token="tok_other")
    cloud.archive(*other, at=ARRIVED, name="other")
    cloud.apply(*sales(1), *other)

    assert told(cloud, "verify", "dev", ID)["good"]


def test_warns_of_a_replay_that_is_not_done(cloud: Cloud) -> None:
    cloud.apply(*sales(1, 2))
    cloud.put(ID, state={"S": "paused"})

    answer = cloud.ran("verify", "dev", ID)

    assert (answer.exit_code, answer.stderr) == (0, f"sluice: {ID} is paused, not done\n")


def test_leaves_a_generation_to_whoever_compares_it(cloud: Cloud) -> None:
    cloud.put(ID, into={"S": "g2"})

    assert complaint(cloud, "verify", "dev", ID) == f"{ID} went into g2, not into the ledgers"


def test_looks_where_a_replay_to_one_consumer_went(cloud: Cloud) -> None:
    cloud.apply(*sales(1, 2), consumers=("loyalty",))
    cloud.put(ID, consumer={"S": "loyalty"})

    assert told(cloud, "verify", "dev", ID)["missing"] == {"loyalty": []}
    assert cloud.ran("verify", "dev", ID, "--consumer", "inventory").exit_code == 1


def test_what_one_consumer_lacks_after_its_replay_is_not_on_its_way(cloud: Cloud) -> None:
    cloud.put(ID, consumer={"S": "loyalty"})

    answer = cloud.ran("verify", "dev", ID)

    assert answer.exit_code == 1
    assert answer.stdout.endswith(
        "a replay to one consumer leaves nothing on its way: what is missing has gone since, start it again\n"
    )


@pytest.mark.parametrize(("state", "code"), [("done", 0), ("running", 1), ("incomplete", 1)])
def test_of_a_consumer_without_a_ledger_it_says_what_its_function_has_settled(
    cloud: Cloud, state: str, code: int
) -> None:
    cloud.put(ID, consumer={"S": "fraud"}, state={"S": state}, sent={"N": "3"}, left_out={"N": "1"})
    cloud.checkpoint(ID, "a#1", sent=3, left_out=1, done=True)

    answer = cloud.ran("verify", "dev", ID)

    assert answer.exit_code == code
    assert answer.stdout == (
        "fraud keeps no ledger in which to look sales up: of 4 records its function has settled 3, "
        "1 were refused when they came\n"
    )


def test_in_no_ledger_of_a_consumer_that_keeps_none_can_be_looked(cloud: Cloud) -> None:
    said = complaint(cloud, "verify", "dev", ID, "--consumer", "fraud")

    assert said == "no consumer fraud keeps a ledger: inventory and loyalty do"


def test_where_nobody_keeps_a_ledger_nothing_is_called_applied(cloud: Cloud) -> None:
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")

    answer = cloud.ran("verify", "dev", ID)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == (
        "sluice: no consumer keeps a ledger in which to look sales up: dev has no Consumers"
        " (environments.py names what it has)\n"
    )
