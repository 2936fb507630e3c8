"""A shelf that is wrong is recounted, while rows come in and are followed, and is right for good."""

from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sluice.retail.shelves.recount import APART, WrongShelf
from tests.sluice.retail.shelves.store import STORE, Store

Action = Callable[[Store], None]


def insert(sku: str, units: int) -> Action:
    return lambda store: store.insert(sku, units)


def follow(most: int) -> Action:
    return lambda store: store.follow(most)


def follow_twice(most: int) -> Action:
    return lambda store: store.follow_twice(most)


def give_up(most: int) -> Action:
    return lambda store: store.give_up(most)


def nothing(_: Store) -> None:
    """Happens often."""


SKUS = st.sampled_from("ab")
UNITS = st.integers(-9, 9).filter(bool)
MOST = st.integers(1, 4)
inserts = st.builds(insert, SKUS, UNITS)
follows = st.builds(follow, MOST) | st.builds(follow_twice, MOST)
before = st.lists(inserts | follows | st.builds(give_up, MOST), max_size=12)
meanwhile = st.lists(inserts | follows | st.just(nothing), max_size=25)


def given_up() -> Store:
    """Three rows of which the shelves never heard the second."""
    store = Store()
    for units in (20, -5, -2):
        store.insert("a", units)
    store.follow(1)
    store.give_up(1)
    store.follow(1)
    return store


def test_shelves_that_are_right_are_left_alone() -> None:
    store = Store()
    store.insert("a", 20)
    store.follow()

    outcome = store.recount()

    assert (outcome.shelves, outcome.wrong, outcome.moving) == (1, (), 0)


def test_a_shelf_that_missed_a_row_is_named_and_recounted() -> None:
    store = given_up()

    looked, mended = store.recount(mend=False), store.recount()

    assert looked.wrong == (WrongShelf(STORE, "a", 18, 13),)
    assert mended.wrong == (WrongShelf(STORE, "a", 18, 13, recounted=True),)
    assert store.on_hand() == {"a": 13}


def test_a_row_that_is_counted_first_and_followed_later_counts_once() -> None:
    store = given_up()
    store.insert("a", -1)

    store.recount()
    store.follow_twice(10)

    assert store.on_hand() == {"a": 12}


def test_a_row_that_comes_between_the_readings_counts_once() -> None:
    store = given_up()
    with store.busy(nothing, nothing, nothing, insert("a", -1)):
        store.recount()

    store.follow()

    assert store.on_hand() == {"a": 12}


def test_a_row_that_only_the_second_reading_has_counts_once() -> None:
    """One row is followed between the readings, and one like it comes in just before the second."""
    store = given_up()
    store.insert("a", -1)
    with store.busy(*[nothing] * 3, follow(10), *[nothing] * 2, insert("a", -1)):
        outcome = store.recount()

    store.follow_twice(10)

    assert [each.recounted for each in outcome.wrong] == [True]
    assert store.on_hand() == {"a": 11}


def test_a_sale_between_the_second_reading_and_the_writing_is_not_lost() -> None:
    store = given_up()

    def sold(store: Store) -> None:
        store.insert("a", -1)
        store.follow()

    with store.busy(*[nothing] * 8, sold):
        outcome = store.recount()

    assert [each.recounted for each in outcome.wrong] == [True]
    assert store.on_hand() == {"a": 12}


def test_a_row_right_behind_the_recount_counts() -> None:
    store = given_up()
    store.recount()

    store.insert("a", -1)
    store.follow()

    assert store.on_hand() == {"a": 12}


def test_what_is_redelivered_long_after_it_was_given_up_counts_once() -> None:
    store = given_up()
    store.recount()
    store.now += APART

    store.followed = 0
    store.insert("a", -1)
    store.follow()

    assert store.on_hand() == {"a": 12}


def test_rows_on_their_way_make_no_shelf_wrong() -> None:
    store = Store()
    store.insert("a", 20)
    with store.busy(nothing, nothing, nothing, follow(10)):
        outcome = store.recount()

    assert (outcome.wrong, outcome.moving) == ((), 0)
    assert store.on_hand() == {"a": 20}


def test_a_shelf_that_is_never_at_rest_is_said_and_left_as_it_was() -> None:
    store = given_up()

    def sold(store: Store) -> None:
        store.insert("a", -1)
        store.follow()

    with store.busy(*[sold] * 60):
        outcome = store.recount()

    assert [each.recounted for each in outcome.wrong] == [False]
    assert store.on_hand()["a"] == store.added_up()["a"] - store.lost["a"]


def test_a_store_whose_rows_are_gone_has_empty_shelves() -> None:
    store = given_up()
    for each in store.stream:
        image = each["dynamodb"]["NewImage"]
        store.dynamodb.delete_item(TableName="ledger", Key={k: image[k] for k in ("partition", "entry")})

    store.recount()

    assert store.on_hand() == {"a": 0}


@settings(max_examples=120)
@given(before, meanwhile, meanwhile, st.floats(-8, 8))
@example([insert("a", 5), insert("a", -1), give_up(1)], [follow(2)], [], 0.0)
def test_whatever_comes_between_its_calls_a_recounted_shelf_is_right_for_good(
    history: list[Action], first: list[Action], second: list[Action], skew: float
) -> None:
    """FAULTS 3, 15: any row, counted or not, may be followed before, between and after, and twice."""
    store = Store(skew)
    for happen in history:
        happen(store)
    recounted = set()
    for actions in (first, second):
        with store.busy(*actions):
            recounted |= {each.sku for each in store.recount().wrong if each.recounted}
        store.now += APART

    while store.followed < len(store.stream):
        store.follow(3)

    lost = {sku: units for sku, units in store.lost.items() if sku not in recounted}
    due = {sku: units - lost.get(sku, 0) for sku, units in store.added_up().items()}
    assert {sku: store.on_hand()[sku] for sku in due} == due
