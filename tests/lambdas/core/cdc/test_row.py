"""A row is the newest value of each of its columns."""

from itertools import permutations
from typing import Any

from lambdas.core.cdc.fold import fold
from lambdas.core.cdc.record import parse
from lambdas.core.cdc.row import CurrentRow
from lambdas.core.cdc.statement import Statement, to_statement
from tests.lambdas.core.cdc.known import PRODUCTS
from tests.lambdas.core.cdc.records import BUILT, line_of, row

ROW = '["1082185"]'


def said(operation: str, at: int, **more: Any) -> Statement:
    """What a record says."""
    return to_statement(parse(line_of(row(operation, at, **more))), PRODUCTS)


def rows_after(*statements: Statement) -> dict[str, CurrentRow]:
    """The rows that statements make, one by one."""
    rows: dict[Any, CurrentRow] = {}
    for each in statements:
        rows |= fold([each], rows, lambda _: True).rows
    return {key: found for (_, key), found in rows.items()}


def test_a_deleted_row_stays_deleted_whatever_comes_late() -> None:
    """FAULTS 45: a delete is a tombstone."""
    insert, update = said("insert", 1), said("update", 2)
    delete = said("delete", 3, data={"sku": "1082185", "department": None})

    for order in permutations([insert, update, delete]):
        assert rows_after(*order)[ROW].deleted


def test_a_row_that_is_inserted_again_has_nothing_of_the_one_before() -> None:
    first = said("insert", 1, data={"sku": "1082185", "old": 1})
    delete = said("delete", 2, data={"sku": "1082185", "old": None})
    again = said("insert", 3, data={"sku": "1082185"})

    for order in permutations([first, delete, again]):
        found = rows_after(*order)[ROW]
        assert (found.columns, found.deleted) == ({"sku": "1082185"}, False)


def test_a_column_that_is_left_out_is_unchanged_and_one_that_is_null_is_null() -> None:
    insert = said("insert", 1, data={"sku": "1082185", "large": "x" * 10, "note": "n"})
    update = said("update", 2, data={"sku": "1082185", "note": None})

    for order in permutations([insert, update]):
        assert rows_after(*order)[ROW].columns == {"sku": "1082185", "large": "x" * 10, "note": None}


def test_a_changed_key_is_a_delete_and_an_insert() -> None:
    insert = said("insert", 1, data={"sku": "7", "large": "x"})
    move = said("update", 2, data={"sku": "1082185"}, before={"sku": "7"})

    for order in permutations([insert, move]):
        rows = rows_after(*order)
        assert rows['["7"]'].deleted
        assert rows[ROW].columns == {"sku": "1082185", "large": "x"}


def test_columns_that_nobody_declared_are_kept() -> None:
    insert = said("insert", 1, data={"sku": "1082185", "brand": "National"})
    widened = said("update", 2, data={"sku": "1082185", "brand": 12345678901234567890, "new": {"a": [1]}})

    assert rows_after(insert, widened)[ROW].columns == {
        "sku": "1082185",
        "brand": 12345678901234567890,
        "new": {"a": [1]},
    }


def test_a_before_image_spares_to_look_for_what_is_unchanged() -> None:
    update = said("update", 2, data={"sku": "1082185"}, before={"sku": "1082185", "large": "x"})

    assert rows_after(update)[ROW].columns == {"sku": "1082185", "large": "x"}


def test_a_later_update_that_comes_first_lacks_only_what_it_left_out() -> None:
    insert = said("insert", 1, data={"sku": "1082185", "large": "x", "note": 1})
    changed = said("update", 2, data={"sku": "1082185", "large": "y", "note": 2})
    newest = said("update", 3, data={"sku": "1082185", "note": 3})

    for order in permutations([insert, changed, newest]):
        assert rows_after(*order)[ROW].columns == {"sku": "1082185", "large": "y", "note": 3}


def test_a_change_that_is_said_again_after_a_load_stands_against_it() -> None:
    """FAULTS 46: a task that is resumed says changes again, and the load may come late from another shard."""
    change = row("update", 8, data={"sku": "1082185", "note": "changed"})
    again = {**change, "metadata": {**change["metadata"], "timestamp": BUILT.format(31)}}
    load = said("load", 20, data={"sku": "1082185", "note": "loaded"})
    said_twice = [to_statement(parse(line_of(each)), PRODUCTS) for each in (change, again)]

    for order in permutations([*said_twice, load]):
        assert rows_after(*order)[ROW].columns["note"] == "changed"
