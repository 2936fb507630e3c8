"""What grows is weighed on what the designs write."""

from benchmarks import growth


def test_a_row_of_the_ledger_is_small_and_hardly_ever_costs_two_units() -> None:
    rows = growth.rows()

    assert 100 < rows.bytes_a_sale < 1_000
    assert 1 <= rows.write_units_a_sale < 1.1


def test_a_fold_reads_every_row_since_the_last_closing() -> None:
    rows = growth.Rows(bytes_a_sale=200, write_units_a_sale=1)

    assert rows.fold_units(10, baskets_a_day=410) == 201


def test_a_guard_of_a_supermarket_is_larger_than_that_of_the_data_set() -> None:
    data_set, supermarket = growth.guards()

    assert 1 <= data_set.write_units < supermarket.write_units
    assert data_set.largest_bytes < supermarket.largest_bytes
