"""What adapters bring is new, told apart by its source, and refused by a full stream now and then."""

from datetime import UTC, datetime

from contracts.scenario import SourceMessage
from demo.message import name_of
from demo.retail.adapters import adapters_act
from demo.retail.adapters.adapters_act import REPEATED, SALES_A_SOURCE, AdapterOutcome, new_sales
from domain.scenario import SCENARIO
from tests.lambdas.sales import encoded, sale

AT = datetime(2017, 3, 1, 14, 3, tzinfo=UTC)
PLAYED = [SourceMessage("367", AT, encoded(sale(number))) for number in range(5)]


def test_every_sale_is_a_new_one_however_few_were_played() -> None:
    made = [each for some in new_sales(SCENARIO, PLAYED) for each in some]

    ids = {name_of(each.data) for each in made}
    assert len(ids) == 3 * SALES_A_SOURCE
    assert not ids & {name_of(each.data) for each in PLAYED}


def test_the_sales_of_all_sources_are_counted_once() -> None:
    ids = [name_of(each.data) for some in new_sales(SCENARIO, PLAYED) for each in some]

    [check] = AdapterOutcome(ids, [], []).checks()

    assert (check.count, check.of, check.state) == (3 * SALES_A_SOURCE, 3 * SALES_A_SOURCE, "good")
    assert 0 < REPEATED <= SALES_A_SOURCE


def test_a_sale_that_counts_twice_or_not_at_all_is_judged() -> None:
    [check] = AdapterOutcome(["a", "b", "c"], ["a"], ["b"]).checks()

    assert (check.count, check.of, check.state) == (1, 3, "bad")


def test_the_stream_is_full_for_every_other_message_of_a_device() -> None:
    full = adapters_act._every_other()

    assert [next(full) for _ in range(4)] == [False, True, False, True]
