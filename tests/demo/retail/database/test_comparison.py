from demo.message import short_digest
from demo.retail.database.comparison import differing, distinct
from tests.lambdas.marks import MEMBER

SOURCE = {"products": {'["1"]': {"sku": "1", "brand": "own", "organic": None}}}


def named(folded: dict[str, object] | None) -> list[str]:
    rows = {} if folded is None else {'["1"]': folded}
    return list(differing("the lake", SOURCE, {"products": rows}))


def test_the_same_row_is_no_difference() -> None:
    assert named({"sku": "1", "brand": "own", "organic": None}) == []


def test_a_column_that_nobody_filled_since_it_was_added_is_null() -> None:
    assert named({"sku": "1", "brand": "own"}) == []
    filled = {"products": {'["1"]': {"sku": "1", "organic": True}}}
    assert list(differing("the lake", filled, {"products": {'["1"]': {"sku": "1"}}})) == [
        'products ["1"] in the lake'
    ]


def test_a_row_that_says_something_else_is_missing_or_too_much_is_named() -> None:
    assert named({"sku": "1", "brand": "other"}) == ['products ["1"] in the lake']
    assert named(None) == ['products ["1"] in the lake']
    more = {"products": {'["2"]': {"sku": "2"}}}
    assert list(differing("DynamoDB", {"products": {}}, more)) == ['products ["2"] in DynamoDB']


def test_a_row_that_is_somebodys_is_named_by_a_digest() -> None:
    key = f'["{MEMBER}"]'
    [found] = differing("the lake", {"customers": {key: {"loyalty_id": MEMBER}}}, {"customers": {}})

    assert found == f"customers {short_digest(key.encode())} in the lake"


def change(operation: str, place: str) -> dict[str, dict[str, str]]:
    return {"metadata": {"operation": operation, "stream-position": place}}


def test_a_change_that_came_twice_is_one() -> None:
    messages = [change("insert", "1.1"), change("insert", "1.1"), change("delete", "2.1")]

    assert len(distinct(messages, {"insert", "update", "delete"})) == 2
