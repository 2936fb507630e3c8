from dataclasses import replace

from demo.retail.database.replication_outcome import ReplicationOutcome

GOOD = ReplicationOutcome(
    compared=20,
    loaded=10,
    made=140,
    changes=140,
    records=160,
    kills=2,
    sales=18,
    receipts=["367/2017-12-22/1/1"],
    differences=[],
    twice=[],
)


def states(replicated: ReplicationOutcome) -> list[str]:
    return [check.state for check in replicated.checks()]


def test_what_came_over_whole_and_once_is_good() -> None:
    assert not any(GOOD.wrong.values())
    assert states(GOOD) == ["good", "good", "good"]
    assert GOOD.figures()["cdc_changes"] == 140
    assert GOOD.figures()["cdc_differences"] == GOOD.figures()["cdc_sales_twice"] == 0


def test_a_change_that_did_not_come_is_wrong() -> None:
    lacking = replace(GOOD, changes=139)

    assert lacking.wrong["changes of the database that are lost"] == ["140 changes were made, 139 are in raw"]
    assert states(lacking)[0] == "bad"


def test_a_row_unlike_the_source_s_is_wrong_by_name() -> None:
    other = replace(GOOD, differences=['products ["1"] in the lake'])

    assert other.wrong["rows unlike the database's"] == ['products ["1"] in the lake']
    assert states(other)[1] == "bad"


def test_a_receipt_that_counts_twice_is_wrong_by_name() -> None:
    twice = replace(GOOD, twice=["367/2017-12-22/1/1"])

    assert twice.wrong["receipts of the database counted twice"] == ["367/2017-12-22/1/1"]
    assert states(twice)[2] == "bad"
